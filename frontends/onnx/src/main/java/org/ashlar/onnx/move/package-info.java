/// Translations of ONNX operators: moves and shapes.
@NullMarked
package org.ashlar.onnx.move;

import org.jspecify.annotations.NullMarked;
