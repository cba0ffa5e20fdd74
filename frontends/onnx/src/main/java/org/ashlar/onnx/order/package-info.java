/// Translations of ONNX operators: orders and choices.
@NullMarked
package org.ashlar.onnx.order;

import org.jspecify.annotations.NullMarked;
