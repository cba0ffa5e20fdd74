/// The command that searches for better choices than heuristics make.
@NullMarked
package org.ashlar.models.tune;

import org.jspecify.annotations.NullMarked;
