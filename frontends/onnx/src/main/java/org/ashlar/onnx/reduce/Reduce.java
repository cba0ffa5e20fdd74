package org.ashlar.onnx.reduce;

import org.ashlar.onnx.translate.Translations;

/// The family of operators that combine elements along dimensions.
public final class Reduce {
  private Reduce() {}

  public static void register(Translations into) {
    Reductions.register(into);
    Extremes.register(into);
    Prefixes.register(into);
    Products.register(into);
    Norms.register(into);
  }
}
