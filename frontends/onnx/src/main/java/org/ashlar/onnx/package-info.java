/// Reads ONNX models.
@NullMarked
package org.ashlar.onnx;

import org.jspecify.annotations.NullMarked;
