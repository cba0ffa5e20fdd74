/// Translations of normalisations.
@NullMarked
package org.ashlar.onnx.normalise;

import org.jspecify.annotations.NullMarked;
