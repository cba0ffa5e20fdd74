package org.ashlar.onnx.attention;

import org.ashlar.onnx.translate.Translations;

/// The operators of ONNX that let positions look at one another.
public final class AttentionTranslations {
  private AttentionTranslations() {}

  public static void register(Translations into) {
    into.add("Attention", Attentions::attention, 23, 24)
        .add("LinearAttention", Linears::linear, 27)
        .add("RotaryEmbedding", Rotaries::rotary, 23)
        .add("ai.onnx.preview", "FlexAttention", Flexes::flex, 1);
  }
}
