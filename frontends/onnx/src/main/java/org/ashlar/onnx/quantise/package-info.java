/// Operators between real numbers and the few bits that stand for them, and sums of products of
/// these.
@NullMarked
package org.ashlar.onnx.quantise;

import org.jspecify.annotations.NullMarked;
