/// Translations of the operators of ONNX Runtime, domain `com.microsoft`.
@NullMarked
package org.ashlar.onnx.microsoft;

import org.jspecify.annotations.NullMarked;
