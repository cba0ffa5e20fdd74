/// ONNX files as the benchmark writes and changes them.
@NullMarked
package org.ashlar.models.bench.onnx;

import org.jspecify.annotations.NullMarked;
