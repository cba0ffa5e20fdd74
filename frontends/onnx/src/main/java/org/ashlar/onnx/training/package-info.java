/// Steps of optimisers (`ai.onnx.preview.training`).
@NullMarked
package org.ashlar.onnx.training;

import org.jspecify.annotations.NullMarked;
