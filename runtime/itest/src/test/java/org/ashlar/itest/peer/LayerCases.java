package org.ashlar.itest.peer;

import static org.ashlar.ir.DType.BOOL;
import static org.ashlar.ir.DType.F32;
import static org.ashlar.ir.DType.I32;
import static org.ashlar.ir.DType.I64;

import java.util.List;
import org.ashlar.ir.TensorData;

/// Recurrent layers, normalisations, transforms and attention of ONNX.
final class LayerCases {
  private LayerCases() {}

  static void add(Cases cases) {
    var s = new Samples();
    recurrent(cases, s);
    normalisations(cases, s);
    signals(cases, s);
    attention(cases, s);
  }

  private static void recurrent(Cases cases, Samples s) {
    for (var dir : List.of("forward", "reverse", "bidirectional")) {
      int d = dir.startsWith("bi") ? 2 : 1;
      int h = 4;
      cases.add(
          "lstm-" + dir,
          3,
          recurrent("LSTM", s, d, 4)
              .given(
                  s.real(d, 8 * h),
                  Samples.list(I32, 5, 3, 2),
                  s.real(d, 3, h),
                  s.real(d, 3, h),
                  s.real(d, 3 * h))
              .with("direction", dir));
      cases.add(
          "lstm-clip-" + dir,
          3,
          recurrent("LSTM", s, d, 4)
              .with("direction", dir)
              .with("clip", 0.3f)
              .with("input_forget", 1));
      cases.add(
          "gru-" + dir,
          2,
          recurrent("GRU", s, d, 3)
              .given(s.real(d, 6 * h), Samples.list(I32, 5, 3, 2), s.real(d, 3, h))
              .with("direction", dir));
      cases.add(
          "gru-lbr-" + dir,
          2,
          recurrent("GRU", s, d, 3)
              .given(s.real(d, 6 * h))
              .with("direction", dir)
              .with("linear_before_reset", 1)
              .with("clip", 0.5f));
      cases.add(
          "rnn-" + dir,
          2,
          recurrent("RNN", s, d, 1)
              .given(s.real(d, 2 * h), Samples.list(I32, 5, 3, 2), s.real(d, 3, h))
              .with("direction", dir));
    }
    cases.add(
        "rnn-relu",
        2,
        recurrent("RNN", s, 1, 1).texts("activations", "LeakyRelu").reals("activation_alpha", 0.3));
    cases.add(
        "rnn-affine",
        2,
        recurrent("RNN", s, 2, 1)
            .with("direction", "bidirectional")
            .texts("activations", "Tanh", "ScaledTanh")
            .reals("activation_alpha", 0.7)
            .reals("activation_beta", 0.6));
    cases.add(
        "lstm-acts",
        3,
        recurrent("LSTM", s, 1, 4)
            .texts("activations", "HardSigmoid", "Softsign", "Elu")
            .reals("activation_alpha", 0.3, 0.9)
            .reals("activation_beta", 0.4));
    cases.add("gru-acts", 2, recurrent("GRU", s, 1, 3).texts("activations", "Sigmoid", "Relu"));
  }

  /// A layer of 4 numbers a direction.
  private static PeerNode recurrent(String operator, Samples s, int directions, int gates) {
    return PeerNode.onnx(operator, 14)
        .given(s.real(5, 3, 2), s.real(directions, 4 * gates, 2), s.real(directions, 4 * gates, 4))
        .with("hidden_size", 4);
  }

  private static void normalisations(Cases cases, Samples s) {
    cases.add(
        "bn7",
        1,
        PeerNode.onnx("BatchNormalization", 7)
            .given(s.real(2, 3, 4), s.real(3), s.real(3), s.real(3), s.between(0.5, 2, 3)));
    cases.add(
        "bn-train",
        3,
        PeerNode.onnx("BatchNormalization", 15)
            .given(s.real(2, 3, 4), s.real(3), s.real(3), s.real(3), s.between(0.5, 2, 3))
            .with("training_mode", 1)
            .with("momentum", 0.7f));
    cases.add(
        "bn-nonspatial",
        1,
        PeerNode.onnx("BatchNormalization", 7)
            .given(
                s.real(2, 3, 4), s.real(3, 4), s.real(3, 4), s.real(3, 4), s.between(0.5, 2, 3, 4))
            .with("spatial", 0));
    cases.add(
        "in",
        1,
        PeerNode.onnx("InstanceNormalization", 6).given(s.real(2, 3, 4, 5), s.real(3), s.real(3)));
    cases.add(
        "gn18",
        1,
        PeerNode.onnx("GroupNormalization", 18)
            .given(s.real(2, 4, 4, 5), s.real(2), s.real(2))
            .with("num_groups", 2));
    cases.add(
        "gn21",
        1,
        PeerNode.onnx("GroupNormalization", 21)
            .given(s.real(2, 4, 4, 5), s.real(4), s.real(4))
            .with("num_groups", 2));
    cases.add("rms", 1, PeerNode.onnx("RMSNormalization", 23).given(s.real(2, 3, 8), s.real(8)));
    cases.add("mvn", 1, PeerNode.onnx("MeanVarianceNormalization", 13).given(s.real(2, 3, 4, 5)));
  }

  private static void signals(Cases cases, Samples s) {
    cases.add(
        "dft-len",
        1,
        1e-3,
        PeerNode.onnx("DFT", 20)
            .given(
                s.real(1, 9, 3, 1),
                TensorData.of(I64, new double[] {12}),
                TensorData.of(I64, new double[] {1})));
    cases.add(
        "dft-short",
        1,
        1e-3,
        PeerNode.onnx("DFT", 17)
            .given(s.real(1, 9, 3, 2), TensorData.of(I64, new double[] {6}))
            .with("axis", 1)
            .with("inverse", 1));
    cases.add(
        "dft-one", 1, 1e-3, PeerNode.onnx("DFT", 20).given(s.real(1, 9, 7, 1)).with("onesided", 1));
    cases.add(
        "stft",
        1,
        1e-3,
        PeerNode.onnx("STFT", 17)
            .given(
                s.real(2, 30, 1),
                TensorData.of(I64, new double[] {5}),
                s.real(8),
                TensorData.of(I64, new double[] {8}))
            .with("onesided", 0));
    cases.add(
        "hann-i",
        1,
        PeerNode.onnx("HannWindow", 17)
            .given(TensorData.of(I64, new double[] {9}))
            .with("periodic", 0));
    cases.add(
        "mel",
        1,
        1e-3,
        PeerNode.onnx("MelWeightMatrix", 17)
            .given(
                TensorData.of(I64, new double[] {6}),
                TensorData.of(I64, new double[] {32}),
                TensorData.of(I64, new double[] {8000}),
                TensorData.of(F32, new double[] {20}),
                TensorData.of(F32, new double[] {3000})));
  }

  private static void attention(Cases cases, Samples s) {
    cases.add(
        "att23",
        1,
        PeerNode.onnx("Attention", 23)
            .given(
                s.real(2, 3, 4, 8),
                s.real(2, 3, 6, 8),
                s.real(2, 3, 6, 8),
                TensorData.of(
                    BOOL,
                    new double[] {
                      1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0
                    },
                    4,
                    6))
            .with("is_causal", 0));
    cases.add(
        "att23-causal-past",
        3,
        PeerNode.onnx("Attention", 23)
            .given(s.real(1, 2, 3, 8), s.real(1, 2, 3, 8), s.real(1, 2, 3, 8))
            .missing(1)
            .given(s.real(1, 2, 4, 8), s.real(1, 2, 4, 8))
            .with("is_causal", 1));
    cases.add(
        "rotary23",
        1,
        PeerNode.onnx("RotaryEmbedding", 23)
            .given(
                s.real(2, 3, 16),
                s.real(8, 4),
                s.real(8, 4),
                TensorData.of(I64, new double[] {0, 1, 2, 3, 4, 5}, 2, 3))
            .with("num_heads", 2)
            .with("interleaved", 1));
  }
}
