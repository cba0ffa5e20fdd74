/// The operators of classic machine learning (`ai.onnx.ml`).
///
/// What is computed from numbers is part of the program; strings and maps live on the host, so what
/// becomes a string is computed while the model is bound.
@NullMarked
package org.ashlar.onnx.ml;

import org.jspecify.annotations.NullMarked;
