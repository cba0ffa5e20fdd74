/// Translations of ONNX operators: strings.
@NullMarked
package org.ashlar.onnx.text;

import org.jspecify.annotations.NullMarked;
