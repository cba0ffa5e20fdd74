/// From bytes to checked messages and numbers.
@NullMarked
package org.ashlar.onnx.load;

import org.jspecify.annotations.NullMarked;
