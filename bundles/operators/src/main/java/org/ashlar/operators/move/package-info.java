/// Operators that put elements at other places, where places do not depend on data.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.move;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
