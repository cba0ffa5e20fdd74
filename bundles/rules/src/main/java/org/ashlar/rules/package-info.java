/// Laws of tensor programs, one a class.
@NullMarked
package org.ashlar.rules;

import org.jspecify.annotations.NullMarked;
