package org.ashlar.onnx.ml;

import org.ashlar.onnx.translate.Translations;

/// The family of classic machine learning.
public final class Classic {
  static final String DOMAIN = "ai.onnx.ml";

  private Classic() {}

  public static void register(Translations into) {
    Features.register(into);
    Categories.register(into);
    Labels.register(into);
    Maps.register(into);
    Linear.register(into);
    Vectors.register(into);
    Trees.register(into);
  }
}
