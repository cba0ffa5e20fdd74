/// Where requests enter, in `java.*` types only, so that everything behind the door can be replaced
/// while callers wait.
@Version("0.1.0")
@NullMarked
package org.ashlar.door;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
