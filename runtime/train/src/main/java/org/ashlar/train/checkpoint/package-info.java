/// Training saved on disk such that a kill, a full disk or a damaged file costs no more than the
/// steps since the last checkpoint.
@Version("0.1.0")
@NullMarked
package org.ashlar.train.checkpoint;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
