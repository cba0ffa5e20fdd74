/// Layers of neural networks: records of parameters that turn tensors into tensors.
@Version("0.1.0")
@NullMarked
package org.ashlar.nn;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
