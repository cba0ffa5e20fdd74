/// Translations of recurrent layers.
@NullMarked
package org.ashlar.onnx.recurrent;

import org.jspecify.annotations.NullMarked;
