/// Translations of operators that resize and sample images.
@NullMarked
package org.ashlar.onnx.image;

import org.jspecify.annotations.NullMarked;
