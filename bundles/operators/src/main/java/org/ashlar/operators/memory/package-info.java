/// Operators that compute nothing and say what is kept in memory.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.memory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
