/// Translations of attention.
@NullMarked
package org.ashlar.onnx.attention;

import org.jspecify.annotations.NullMarked;
