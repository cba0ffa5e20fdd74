package org.ashlar.onnx.elementwise;

import org.ashlar.onnx.translate.Translations;

/// The family of operators that compute each element from the elements at the same place.
public final class Elementwise {
  private Elementwise() {}

  public static void register(Translations into) {
    Arithmetic.register(into);
    Functions.register(into);
    Comparison.register(into);
    Logic.register(into);
    Casts.register(into);
    Clips.register(into);
    Activations.register(into);
    Shares.register(into);
  }
}
