/// Operators that bring mean and variance of parts of a tensor to 0 and 1.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.normalise;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
