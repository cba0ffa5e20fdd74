/// Images in files: what decodes them, and the translation of the ONNX operator that does.
@NullMarked
package org.ashlar.onnx.picture;

import org.jspecify.annotations.NullMarked;
