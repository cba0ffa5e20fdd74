package org.ashlar.onnx.signal;

import org.ashlar.onnx.translate.Translations;

/// The operators of ONNX on signals.
public final class SignalTranslations {
  private SignalTranslations() {}

  public static void register(Translations into) {
    into.add("DFT", Transforms::dft, 17, 20)
        .add("STFT", Transforms::stft, 17)
        .add("HannWindow", Shapes::hann, 17)
        .add("HammingWindow", Shapes::hamming, 17)
        .add("BlackmanWindow", Shapes::blackman, 17)
        .add("MelWeightMatrix", Shapes::mel, 17);
  }
}
