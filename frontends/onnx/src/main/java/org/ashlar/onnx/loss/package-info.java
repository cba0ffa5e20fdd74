/// Losses of classes.
@NullMarked
package org.ashlar.onnx.loss;

import org.jspecify.annotations.NullMarked;
