/// Operators on single elements: the result at a place depends on the arguments at the same place,
/// broadcast.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.pointwise;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
