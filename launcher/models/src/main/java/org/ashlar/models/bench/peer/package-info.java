/// What is compared: systems that load ONNX files and run them.
@NullMarked
package org.ashlar.models.bench.peer;

import org.jspecify.annotations.NullMarked;
