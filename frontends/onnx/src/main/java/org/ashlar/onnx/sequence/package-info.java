/// Sequences and optionals: they exist while the program is made, the program computes their items.
@NullMarked
package org.ashlar.onnx.sequence;

import org.jspecify.annotations.NullMarked;
