/// Above the waist: types, scalar expressions, operators, values and functions.
@Version("0.2.0")
@NullMarked
package org.ashlar.ir;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
