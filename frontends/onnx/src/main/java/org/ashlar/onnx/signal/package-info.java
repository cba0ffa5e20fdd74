/// Translations of transforms and windows of signals.
@NullMarked
package org.ashlar.onnx.signal;

import org.jspecify.annotations.NullMarked;
