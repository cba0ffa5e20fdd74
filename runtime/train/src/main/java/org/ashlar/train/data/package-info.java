/// Samples with labels: read from files, cut into mini-batches.
@Version("0.1.0")
@NullMarked
package org.ashlar.train.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
