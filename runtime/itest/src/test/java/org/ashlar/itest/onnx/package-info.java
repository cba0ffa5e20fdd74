/// The operators against the conformance tests of ONNX.
@NullMarked
package org.ashlar.itest.onnx;

import org.jspecify.annotations.NullMarked;
