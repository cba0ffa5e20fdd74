/// Operators whose places are numbers of another argument: reading at them, writing to them.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.gather;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
