/// The functions that build graphs out of the elementary operators.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.build;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
