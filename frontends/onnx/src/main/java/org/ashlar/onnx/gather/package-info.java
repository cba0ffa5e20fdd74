/// Translations of ONNX operators: gathers and scatters.
@NullMarked
package org.ashlar.onnx.gather;

import org.jspecify.annotations.NullMarked;
