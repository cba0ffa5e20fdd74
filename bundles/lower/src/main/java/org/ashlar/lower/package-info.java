/// Functions become plans of kernels: composed operators are opened, pointwise and movement
/// producers are substituted into their consumers, what must be stored is stored, and each stored
/// thing gets its loops.
@NullMarked
package org.ashlar.lower;

import org.jspecify.annotations.NullMarked;
