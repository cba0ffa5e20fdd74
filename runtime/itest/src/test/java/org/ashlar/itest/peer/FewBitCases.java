package org.ashlar.itest.peer;

import static org.ashlar.ir.DType.I8;
import static org.ashlar.ir.DType.U8;

import org.ashlar.ir.DType;

/// ONNX Runtime's own operators on numbers of 8 bits.
final class FewBitCases {
  private FewBitCases() {}

  static void add(Cases cases) {
    var s = new Samples();
    for (var dtype : new DType[] {U8, I8}) {
      int z = dtype == U8 ? 128 : 0;
      int least = dtype == U8 ? 0 : -128;
      cases.add(
          "qadd" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearAdd")
              .given(s.bytes(dtype, 3, 4))
              .scaled(dtype, 0.05, z)
              .given(s.bytes(dtype, 4))
              .scaled(dtype, 0.03, z + 3)
              .scaled(dtype, 0.07, z - 2));
      cases.add(
          "qmul" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearMul")
              .given(s.bytes(dtype, 3, 4))
              .scaled(dtype, 0.05, z)
              .given(s.bytes(dtype, 3, 4))
              .scaled(dtype, 0.03, z + 3)
              .scaled(dtype, 0.15, z - 2));
      cases.add(
          "qsig" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearSigmoid")
              .given(s.bytes(dtype, 3, 4))
              .scaled(dtype, 0.05, z)
              .scaled(dtype, 1 / 256.0, least));
      cases.add(
          "qlrelu" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearLeakyRelu")
              .given(s.bytes(dtype, 3, 4))
              .scaled(dtype, 0.05, z)
              .scaled(dtype, 0.04, z)
              .with("alpha", 0.1f));
      cases.add(
          "qsoftmax" + dtype,
          1,
          1,
          PeerNode.microsoft("QLinearSoftmax")
              .given(s.bytes(dtype, 3, 4))
              .scaled(dtype, 0.03, z)
              .scaled(dtype, 1 / 256.0, least)
              .with("opset", 13)
              .with("axis", -1));
      cases.add(
          "qsoftmax12" + dtype,
          1,
          1,
          PeerNode.microsoft("QLinearSoftmax")
              .given(s.bytes(dtype, 2, 3, 4))
              .scaled(dtype, 0.03, z)
              .scaled(dtype, 1 / 256.0, least)
              .with("opset", 12)
              .with("axis", 1));
      cases.add(
          "qavg" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearAveragePool")
              .given(s.bytes(dtype, 1, 2, 6, 6))
              .scaled(dtype, 0.03, z)
              .scaled(dtype, 0.0217, z + 1)
              .wholes("kernel_shape", 3, 3)
              .wholes("strides", 2, 2)
              .wholes("pads", 1, 1, 1, 1));
      cases.add(
          "qavg-nhwc" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearAveragePool")
              .given(s.bytes(dtype, 1, 6, 6, 2))
              .scaled(dtype, 0.03, z)
              .scaled(dtype, 0.0217, z + 1)
              .wholes("kernel_shape", 2, 3)
              .with("channels_last", 1)
              .with("count_include_pad", 1)
              .wholes("pads", 0, 1, 0, 1));
      cases.add(
          "qgavg" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearGlobalAveragePool")
              .given(s.bytes(dtype, 1, 2, 6, 5))
              .scaled(dtype, 0.03, z)
              .scaled(dtype, 0.0217, z + 1));
      cases.add(
          "qgavg-nhwc" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearGlobalAveragePool")
              .given(s.bytes(dtype, 1, 6, 5, 2))
              .scaled(dtype, 0.03, z)
              .scaled(dtype, 0.0217, z + 1)
              .with("channels_last", 1));
      cases.add(
          "qconcat" + dtype,
          1,
          0,
          PeerNode.microsoft("QLinearConcat")
              .scaled(dtype, 0.04, z)
              .given(s.bytes(dtype, 3, 2))
              .scaled(dtype, 0.05, z)
              .given(s.bytes(dtype, 3, 4))
              .scaled(dtype, 0.02, z + 5)
              .with("axis", 1));
      cases.add(
          "msq" + dtype,
          1,
          0,
          PeerNode.microsoft("QuantizeLinear")
              .given(s.between(-4, 4, 3, 4))
              .scaled(dtype, 0.03, z));
      cases.add(
          "msdq" + dtype,
          1,
          PeerNode.microsoft("DequantizeLinear")
              .given(s.bytes(dtype, 3, 4), s.between(0.01, 0.05, 4), s.whole(dtype, 0, 20, 4))
              .with("axis", 1));
    }
  }
}
