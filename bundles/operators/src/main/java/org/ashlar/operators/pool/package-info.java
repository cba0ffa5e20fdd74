/// Operators that combine the elements under a window that slides.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.pool;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
