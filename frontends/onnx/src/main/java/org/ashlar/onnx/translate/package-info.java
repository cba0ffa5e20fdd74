/// How a graph of the format becomes a function: node by node, through one translation an operator.
@NullMarked
package org.ashlar.onnx.translate;

import org.jspecify.annotations.NullMarked;
