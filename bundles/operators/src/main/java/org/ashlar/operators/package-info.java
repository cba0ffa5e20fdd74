/// The library of operators, and the functions that build graphs of them.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
