/// Operators that say how far predictions are from the truth.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.loss;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
