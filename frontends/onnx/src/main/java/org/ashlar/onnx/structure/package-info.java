/// Constants, and what is said of a value without computing it.
@NullMarked
package org.ashlar.onnx.structure;

import org.jspecify.annotations.NullMarked;
