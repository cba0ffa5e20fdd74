/// Operators on signals: their spectra, and the windows and filters around them.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.signal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
