package org.ashlar.onnx;

import java.util.Optional;
import org.ashlar.ir.Vocabulary;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ModelFile;

/// A fuzz target for Jazzer: any bytes as a model. They are refused in words or become a program;
/// anything else is a bug.
///
/// Jazzer 0.30.0 (`com.code-intelligence:jazzer`) runs it with
/// `--target_class=org.ashlar.onnx.ModelFuzz --instrumentation_includes=org.ashlar.onnx.**` and a
/// class path of the tests; model files are good first inputs.
public final class ModelFuzz {
  private static final Limits LIMITS =
      new Limits(1 << 22, 100, 10_000, 100, 16, 1 << 12, 1 << 24, 1 << 26);
  private static final Vocabulary NONE = _ -> Optional.empty();

  private ModelFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      var blueprint =
          new OnnxBlueprint(ModelFile.of(bytes, LIMITS), Library.all(), NONE, Optional.empty());
      blueprint.inputs();
      blueprint.outputs();
      blueprint.facts();
      blueprint.nodes();
      blueprint.gaps();
      blueprint.model();
    } catch (IllegalArgumentException e) {
      // refused
    }
  }
}
