/// Replacing any layer while requests run, and seeing that nothing stays behind. Uses none of the
/// platform's contracts but the door, so it stays while they are replaced.
@Version("0.1.0")
@NullMarked
package org.ashlar.swap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
