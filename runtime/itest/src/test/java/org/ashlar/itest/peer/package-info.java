/// Single nodes of ONNX models, computed by the platform and by ONNX Runtime.
@NullMarked
package org.ashlar.itest.peer;

import org.jspecify.annotations.NullMarked;
