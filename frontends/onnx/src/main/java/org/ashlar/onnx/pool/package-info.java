/// Translations of poolings.
@NullMarked
package org.ashlar.onnx.pool;

import org.jspecify.annotations.NullMarked;
