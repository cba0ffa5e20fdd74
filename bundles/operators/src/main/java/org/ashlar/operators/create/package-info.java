/// Operators that make tensors of nothing: constants and counts.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.create;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
