/// Operators that put elements in order or pick some of them: only a host function says what they
/// are, and how many are picked may be known only once it has run.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.order;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
