/// Attention: how positions of a sequence look at one another.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.attention;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
