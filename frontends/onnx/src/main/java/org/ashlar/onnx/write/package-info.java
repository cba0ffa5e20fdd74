/// Writes functions as ONNX models.
@NullMarked
package org.ashlar.onnx.write;

import org.jspecify.annotations.NullMarked;
