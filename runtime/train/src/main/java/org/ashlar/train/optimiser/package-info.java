/// How variables change by their gradients: optimisers, learning rates, clipping.
@Version("0.1.0")
@NullMarked
package org.ashlar.train.optimiser;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
