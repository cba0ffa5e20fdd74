package org.ashlar.onnx.microsoft;

import org.ashlar.onnx.translate.Translation;
import org.ashlar.onnx.translate.Translations;

/// The operators of ONNX Runtime that models carry which it has optimised.
public final class MicrosoftTranslations {
  private static final String DOMAIN = "com.microsoft";

  private final Translations into;

  private MicrosoftTranslations(Translations into) {
    this.into = into;
  }

  public static void register(Translations into) {
    var all = new MicrosoftTranslations(into);
    all.attention();
    all.floats();
    all.integers();
    // ONNX Runtime puts these into the domain of ONNX itself, before ONNX had them
    into.add("SimplifiedLayerNormalization", SkipNorms::simplified, 1)
        .add("LayerNormalization", SkipNorms::plain, 1);
  }

  private MicrosoftTranslations add(String name, Translation translation) {
    into.add(DOMAIN, name, translation, 1);
    return this;
  }

  private void attention() {
    add("Attention", Attentions::attention)
        .add("MultiHeadAttention", MultiHeads::attention)
        .add("GroupQueryAttention", GroupedQueries::attention)
        .add("QAttention", QuantisedAttentions::attention)
        .add("RotaryEmbedding", Rotaries::rotary);
  }

  private void floats() {
    add("EmbedLayerNormalization", Embeddings::embed)
        .add("SkipLayerNormalization", SkipNorms::skip)
        .add("SkipSimplifiedLayerNormalization", SkipNorms::skipSimplified)
        .add("SimplifiedLayerNormalization", SkipNorms::simplified)
        .add("Gelu", Gelus::gelu)
        .add("BiasGelu", Gelus::bias)
        .add("FastGelu", Gelus::fast)
        .add("QuickGelu", Gelus::quick)
        .add("FusedMatMul", FusedProducts::matmul)
        .add("TransposeMatMul", FusedProducts::matmul)
        .add("FusedGemm", FusedProducts::gemm)
        .add("FusedConv", FusedProducts::conv)
        .add("NhwcConv", FusedProducts::channelsLast)
        .add("MatMulNBits", PackedProducts::matmul)
        .add("BifurcationDetector", Bifurcations::detect);
  }

  private void integers() {
    add("MatMulIntegerToFloat", IntegerProducts::toFloat)
        .add("DynamicQuantizeMatMul", IntegerProducts::dynamic)
        .add("QGemm", IntegerProducts::gemm)
        .add("DynamicQuantizeLSTM", QuantisedLayers::lstm)
        .add("QLinearAdd", FewBits::add)
        .add("QLinearMul", FewBits::multiply)
        .add("QLinearSigmoid", FewBits::sigmoid)
        .add("QLinearLeakyRelu", FewBits::leakyRelu)
        .add("QLinearSoftmax", FewBits::softmax)
        .add("QLinearConcat", FewBits::concat)
        .add("QLinearAveragePool", FewBitPools::average)
        .add("QLinearGlobalAveragePool", FewBitPools::global);
  }
}
