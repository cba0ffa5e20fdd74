package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.operators.signal.BlackmanWindow;
import org.ashlar.operators.signal.Dft;
import org.ashlar.operators.signal.HammingWindow;
import org.ashlar.operators.signal.HannWindow;
import org.ashlar.operators.signal.InverseStft;
import org.ashlar.operators.signal.MelWeightMatrix;
import org.ashlar.operators.signal.Stft;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the operators on signals.
class SignalTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        dft(),
        laws(
            new BlackmanWindow(),
            Case.of(),
            Case.of().under(new BlackmanWindow(5, false, DType.F64)),
            Case.refused("f32[2]")),
        laws(
            new HammingWindow(),
            Case.of(),
            Case.of().under(new HammingWindow(5, false, DType.F16)),
            Case.refused("f32[2]")),
        laws(
            new HannWindow(),
            Case.of(),
            Case.of().under(new HannWindow(1, false, DType.F32)),
            Case.refused("f32[2]")),
        laws(
            new InverseStft(),
            Case.of("f32[2, 3, 3, 2]", "f32[4]").within(1, 0.5, 1).under(new InverseStft(2, true)),
            Case.of("f32[1, 2, 4, 2]", "f32[4]").within(1, 0.5, 1).under(new InverseStft(3, false)),
            Case.refused("f32[2, 3, 3, 2]", "f32[6]"),
            Case.refused("f32[2, 3, 3]", "f32[4]")),
        laws(new MelWeightMatrix(), Case.of(), Case.refused("f32[2]")),
        laws(
            new Stft(),
            Case.of("f32[2, 8, 1]", "f32[4]").under(new Stft(2, 0, true)),
            Case.of("f32[1, 7, 2]").under(new Stft(2, 3, false)),
            Case.refused("f32[1, 3, 1]", "f32[4]"),
            Case.refused("f32[1, 8, 2]", "f32[4]")));
  }

  private static OperatorLaws dft() {
    return laws(
        new Dft(),
        Case.of("f32[2, 5, 2]"),
        Case.of("f32[1, 6, 2, 1]").under(new Dft(1, 0, false, true)),
        Case.of("f32[4, 3, 2]").under(new Dft(0, 6, true, false)),
        Case.of("f32[18, 2]"),
        Case.of("f32[5, 2]").under(new Dft(0, 0, true, true)),
        Case.of("f32[5, 1]").under(new Dft(-2, 4, false, false)),
        Case.refused("f32[2, 3]"),
        Case.refused("f32[2, 3, 2]").under(new Dft(1, 0, false, true)),
        Case.refused("i32[2, 3, 2]"));
  }
}
