/// Branches and loops.
@NullMarked
package org.ashlar.onnx.control;

import org.jspecify.annotations.NullMarked;
