package org.ashlar.onnx.translate;

import java.util.List;

/// What one ONNX operator, at some of its versions, means in Ashlar's operators.
@FunctionalInterface
public interface Translation {
  /// One term an output; unused ones at the end may be missing.
  ///
  /// @throws IllegalArgumentException when the node is wrong ({@link Call#refuse})
  List<Term> translate(Call call);
}
