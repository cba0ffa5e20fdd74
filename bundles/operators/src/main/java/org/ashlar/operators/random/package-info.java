/// Random numbers from counters: a function of seed and place, the same on every device.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.random;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
