package org.ashlar.operators.signal;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;

/// A Blackman window: `w[i] = 0.42 - 0.5 cos(2π i / n) + 0.08 cos(4π i / n)`, where `n` is the
/// size, or one less if the window is not periodic. A window of one place is 1.
///
/// Takes nothing, gives floats. (ONNX operator BlackmanWindow, whose input is an attribute here.)
///
/// @param size how many places
/// @param periodic whether the place after the last would be the first again
public record BlackmanWindow(long size, boolean periodic, DType dtype) implements Operator {
  public BlackmanWindow {
    CosineWindow.check("blackmanwindow", size, dtype);
  }

  public BlackmanWindow() {
    this(16, true, DType.F32);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return CosineWindow.infer(this, args, size, dtype);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return CosineWindow.meaning(size, periodic, dtype, 0.42, 0.5, 0.08);
  }
}
