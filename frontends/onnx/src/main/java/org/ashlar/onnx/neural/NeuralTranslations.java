package org.ashlar.onnx.neural;

import org.ashlar.onnx.translate.Translations;

/// The convolutions of ONNX.
public final class NeuralTranslations {
  private NeuralTranslations() {}

  public static void register(Translations into) {
    into.add("Conv", Convolutions::conv, 1, 11, 22)
        .add("ConvTranspose", Convolutions::transposed, 1, 11, 22)
        .add("DeformConv", Convolutions::deformed, 19, 22)
        .add("CausalConvWithState", Convolutions::causal, 27);
  }
}
