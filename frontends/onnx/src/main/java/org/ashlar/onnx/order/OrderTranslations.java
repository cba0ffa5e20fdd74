package org.ashlar.onnx.order;

import org.ashlar.onnx.translate.Translations;

/// The ONNX operators that put elements in order or pick some of them.
public final class OrderTranslations {
  private OrderTranslations() {}

  public static void register(Translations into) {
    into.add("TopK", Orders::topKOne, 1)
        .add("TopK", Orders::topK, 10, 11, 24)
        .add("NonZero", Orders::nonZero, 9, 13)
        .add("Unique", Orders::unique, 11)
        .add("NonMaxSuppression", Orders::nonMaxSuppression, 10, 11);
  }
}
