/// Translations of convolutions.
@NullMarked
package org.ashlar.onnx.neural;

import org.jspecify.annotations.NullMarked;
