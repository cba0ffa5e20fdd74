/// Sums of products: matrix products and convolutions.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.product;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
