/// Operators that combine elements along axes, and those that give every prefix of it.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.reduce;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
