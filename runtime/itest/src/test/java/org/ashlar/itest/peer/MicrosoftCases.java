package org.ashlar.itest.peer;

import static org.ashlar.ir.DType.F32;
import static org.ashlar.ir.DType.I32;
import static org.ashlar.ir.DType.I64;
import static org.ashlar.ir.DType.I8;
import static org.ashlar.ir.DType.U8;

import org.ashlar.ir.TensorData;

/// ONNX Runtime's own operators on floats, and products of few bits.
final class MicrosoftCases {
  private MicrosoftCases() {}

  static void add(Cases cases) {
    var s = new Samples();
    cases.add("gelu", 1, PeerNode.microsoft("Gelu").given(s.between(-3, 3, 4, 5)));
    cases.add(
        "biasgelu", 1, PeerNode.microsoft("BiasGelu").given(s.between(-3, 3, 2, 4, 5), s.real(5)));
    cases.add(
        "fastgelu", 1, PeerNode.microsoft("FastGelu").given(s.between(-3, 3, 4, 5), s.real(5)));
    cases.add("fastgelu0", 1, PeerNode.microsoft("FastGelu").given(s.between(-3, 3, 4, 5)));
    cases.add(
        "quickgelu",
        1,
        PeerNode.microsoft("QuickGelu").given(s.between(-3, 3, 4, 5)).with("alpha", 1.3f));
    cases.add(
        "skipln",
        1,
        PeerNode.microsoft("SkipLayerNormalization")
            .given(s.real(2, 3, 8), s.real(2, 3, 8), s.real(8), s.real(8), s.real(8))
            .with("epsilon", 1e-5f));
    cases.add(
        "skipln-nobeta",
        1,
        PeerNode.microsoft("SkipLayerNormalization")
            .given(s.real(2, 3, 8), s.real(1, 3, 8), s.real(8)));
    cases.add(
        "skipsln",
        1,
        PeerNode.microsoft("SkipSimplifiedLayerNormalization")
            .given(s.real(2, 3, 8), s.real(2, 3, 8), s.real(8), s.real(8)));
    cases.add(
        "sln",
        2,
        PeerNode.onnx("SimplifiedLayerNormalization", 14).given(s.real(2, 3, 8), s.real(8)));
    cases.add(
        "ln-old",
        3,
        PeerNode.onnx("LayerNormalization", 14).given(s.real(2, 3, 8), s.real(8), s.real(8)));
    cases.add(
        "ln17",
        3,
        PeerNode.onnx("LayerNormalization", 17)
            .given(s.real(2, 3, 8), s.real(3, 8), s.real(3, 8))
            .with("axis", 1));
    cases.add(
        "embed",
        3,
        PeerNode.microsoft("EmbedLayerNormalization")
            .given(
                s.whole(I32, 0, 9, 2, 4),
                s.whole(I32, 0, 1, 2, 4),
                s.real(10, 8),
                s.real(6, 8),
                s.real(2, 8),
                s.real(8),
                s.real(8),
                s.whole(I32, 0, 1, 2, 4)));
    cases.add(
        "embed-pos",
        2,
        PeerNode.microsoft("EmbedLayerNormalization")
            .given(s.whole(I32, 0, 9, 2, 4))
            .missing(1)
            .given(s.real(10, 8), s.real(6, 8))
            .missing(1)
            .given(s.real(8), s.real(8))
            .missing(1)
            .given(s.whole(I32, 0, 5, 2, 4)));
    cases.add(
        "fusedmatmul",
        1,
        PeerNode.microsoft("FusedMatMul")
            .given(s.real(2, 4, 3), s.real(2, 5, 4))
            .with("transA", 1)
            .with("transB", 1)
            .with("alpha", 0.5f));
    cases.add(
        "fusedmatmul-batch",
        1,
        PeerNode.microsoft("FusedMatMul")
            .given(s.real(3, 2, 4), s.real(4, 2, 5))
            .with("transBatchA", 1)
            .with("transBatchB", 1));
    cases.add(
        "fusedmatmul-batch2",
        1,
        PeerNode.microsoft("FusedMatMul")
            .given(s.real(4, 2, 3), s.real(2, 4, 5))
            .with("transBatchA", 1)
            .with("transA", 1));
    cases.add(
        "transposematmul",
        1,
        PeerNode.microsoft("TransposeMatMul")
            .given(s.real(2, 4, 3), s.real(2, 4, 5))
            .with("transA", 1));
    cases.add(
        "fusedgemm",
        1,
        PeerNode.microsoft("FusedGemm")
            .given(s.real(4, 3), s.real(3, 5), s.real(5))
            .with("activation", "LeakyRelu")
            .with("activation_alpha", 0.2f));
    cases.add(
        "fusedconv",
        1,
        PeerNode.microsoft("FusedConv")
            .given(s.real(1, 2, 5, 5), s.real(3, 2, 3, 3), s.real(3), s.real(1, 3, 5, 5))
            .with("activation", "Relu")
            .wholes("pads", 1, 1, 1, 1));
    cases.add(
        "fusedconv-clip",
        1,
        PeerNode.microsoft("FusedConv")
            .given(s.real(1, 2, 5, 5), s.real(3, 2, 3, 3))
            .with("activation", "Clip")
            .reals("activation_params", -0.2, 0.3));
    cases.add(
        "fusedconv-hs",
        1,
        PeerNode.microsoft("FusedConv")
            .given(s.real(1, 2, 5, 5), s.real(3, 2, 3, 3))
            .with("activation", "HardSigmoid")
            .reals("activation_params", 0.2, 0.4));
    cases.add(
        "nbits4",
        1,
        PeerNode.microsoft("MatMulNBits")
            .given(s.real(2, 3, 40), s.bytes(U8, 5, 3, 8), s.between(0.1, 0.3, 15))
            .with("K", 40)
            .with("N", 5)
            .with("block_size", 16)
            .with("bits", 4));
    cases.add(
        "nbits4-zp",
        1,
        PeerNode.microsoft("MatMulNBits")
            .given(s.real(3, 40), s.bytes(U8, 5, 3, 8), s.between(0.1, 0.3, 15), s.bytes(U8, 10))
            .with("K", 40)
            .with("N", 5)
            .with("block_size", 16)
            .with("bits", 4));
    cases.add(
        "nbits8",
        1,
        PeerNode.microsoft("MatMulNBits")
            .given(s.real(3, 32), s.bytes(U8, 5, 2, 16), s.between(0.01, 0.03, 10))
            .with("K", 32)
            .with("N", 5)
            .with("block_size", 16)
            .with("bits", 8));
    cases.add(
        "mmi2f",
        1,
        PeerNode.microsoft("MatMulIntegerToFloat")
            .given(
                s.bytes(U8, 3, 4),
                s.bytes(I8, 4, 5),
                Samples.one(F32, 0.1),
                s.between(0.1, 0.2, 5),
                Samples.one(U8, 120),
                s.whole(I8, -3, 3, 5),
                s.real(5)));
    cases.add(
        "mmi2f-u",
        1,
        PeerNode.microsoft("MatMulIntegerToFloat")
            .given(
                s.bytes(U8, 2, 3, 4),
                s.bytes(U8, 4, 5),
                Samples.one(F32, 0.1),
                Samples.one(F32, 0.2)));
    cases.add(
        "dynqmm",
        1,
        5e-3,
        PeerNode.microsoft("DynamicQuantizeMatMul")
            .given(s.real(3, 4), s.bytes(I8, 4, 5))
            .scaled(I8, 0.01, 3)
            .given(s.real(5)));
    cases.add(
        "qgemm",
        1,
        1,
        PeerNode.microsoft("QGemm")
            .given(s.bytes(U8, 3, 4))
            .scaled(U8, 0.05, 120)
            .given(s.bytes(I8, 5, 4))
            .scaled(I8, 0.02, 2)
            .given(s.whole(I32, -500, 500, 5))
            .scaled(U8, 0.2, 100)
            .with("transB", 1));
    cases.add(
        "qgemm-f",
        1,
        PeerNode.microsoft("QGemm")
            .given(s.bytes(U8, 3, 4))
            .scaled(U8, 0.05, 120)
            .given(s.bytes(I8, 5, 4))
            .scaled(I8, 0.02, 2)
            .with("transB", 1)
            .with("alpha", 0.5f));
    cases.add(
        "trilu",
        1,
        PeerNode.microsoft("Trilu")
            .given(s.real(3, 4), TensorData.of(I64, new double[] {1}))
            .with("upper", 0));
    cases.add(
        "dqlstm",
        3,
        2e-2,
        PeerNode.microsoft("DynamicQuantizeLSTM")
            .given(
                s.real(4, 2, 3),
                s.whole(I8, -60, 60, 1, 3, 16),
                s.whole(I8, -60, 60, 1, 4, 16),
                s.real(1, 32))
            .missing(4)
            .given(
                TensorData.of(F32, new double[] {0.01}, 1),
                TensorData.of(I8, new double[] {0}, 1),
                TensorData.of(F32, new double[] {0.01}, 1),
                TensorData.of(I8, new double[] {0}, 1))
            .with("hidden_size", 4));
    for (int size = 4; size < 10; size++) {
      cases.add(
          "bifurcation-" + size,
          2,
          PeerNode.microsoft("BifurcationDetector")
              .given(
                  s.whole(I64, 0, 2, size),
                  s.whole(I64, 0, 2, 2),
                  Samples.one(I64, 1),
                  s.whole(I64, 0, 2, size)));
    }
  }
}
