package org.ashlar.itest.onnx;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.operators.signal.BlackmanWindow;
import org.ashlar.operators.signal.Dft;
import org.ashlar.operators.signal.HammingWindow;
import org.ashlar.operators.signal.HannWindow;
import org.ashlar.operators.signal.MelWeightMatrix;
import org.ashlar.operators.signal.Stft;

/// Operators on signals against ONNX.
class SignalOnnxTest extends OnnxTest {
  @Override
  Map<String, Translation> translations() {
    return Map.of(
        "DFT",
        SignalOnnxTest::dft,
        "STFT",
        SignalOnnxTest::stft,
        "BlackmanWindow",
        c -> List.of(Call.of(new BlackmanWindow(size(c), periodic(c), dtype(c)))),
        "HammingWindow",
        c -> List.of(Call.of(new HammingWindow(size(c), periodic(c), dtype(c)))),
        "HannWindow",
        c -> List.of(Call.of(new HannWindow(size(c), periodic(c), dtype(c)))),
        "MelWeightMatrix",
        SignalOnnxTest::mel);
  }

  private static List<Call> dft(OnnxCase c) {
    // since version 20 the axis is an input
    boolean attribute = c.attributes().containsKey("axis") || c.name().endsWith("opset19");
    long axis = attribute ? c.whole("axis", 1) : c.has(2) ? c.wholesOf(2).getFirst() : -2;
    long length = c.has(1) ? c.wholesOf(1).getFirst() : 0;
    return List.of(Call.of(new Dft(axis, length, c.flag("inverse"), c.flag("onesided")), 0));
  }

  private static List<Call> stft(OnnxCase c) {
    long step = c.wholesOf(1).getFirst();
    long length = c.has(3) ? c.wholesOf(3).getFirst() : 0;
    var op = new Stft(step, length, c.whole("onesided", 1) != 0);
    return List.of(c.has(2) ? Call.of(op, 0, 2) : Call.of(op, 0));
  }

  private static List<Call> mel(OnnxCase c) {
    return List.of(
        Call.of(
            new MelWeightMatrix(
                c.wholesOf(0).getFirst(),
                c.wholesOf(1).getFirst(),
                c.wholesOf(2).getFirst(),
                c.realsOf(3).getFirst(),
                c.realsOf(4).getFirst(),
                dtype(c))));
  }

  private static long size(OnnxCase c) {
    return c.wholesOf(0).getFirst();
  }

  private static boolean periodic(OnnxCase c) {
    return c.whole("periodic", 1) != 0;
  }

  private static DType dtype(OnnxCase c) {
    return c.dtype("output_datatype", DType.F32);
  }
}
