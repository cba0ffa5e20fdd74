/// Tensors as Java objects: say a program, look at it, compute it.
@Version("0.1.0")
@NullMarked
package org.ashlar.tensor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
