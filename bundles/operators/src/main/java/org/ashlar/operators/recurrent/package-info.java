/// Recurrent layers: a cell along a sequence, in one direction or both.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.recurrent;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
