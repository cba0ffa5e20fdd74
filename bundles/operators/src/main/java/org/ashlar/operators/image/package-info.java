/// Operators on images: other sizes, other places, blocks of them as channels.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.image;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
