/// Training: data in mini-batches, optimisers, the loop, metrics.
@Version("0.1.0")
@NullMarked
package org.ashlar.train;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
