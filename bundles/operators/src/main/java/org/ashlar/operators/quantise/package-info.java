/// Operators between real numbers and the few bits that stand for them, and sums of products of
/// these.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.quantise;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
