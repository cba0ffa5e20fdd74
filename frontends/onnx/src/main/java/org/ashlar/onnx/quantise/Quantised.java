package org.ashlar.onnx.quantise;

import org.ashlar.onnx.translate.Translations;

/// The family of operators on few bits.
public final class Quantised {
  private Quantised() {}

  public static void register(Translations into) {
    Linear.register(into);
    IntegerProducts.register(into);
    IntegerConvolutions.register(into);
  }
}
