/// Operators that carry functions: one of two, over a sequence, while a condition holds.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.control;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
