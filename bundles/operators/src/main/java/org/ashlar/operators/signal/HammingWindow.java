package org.ashlar.operators.signal;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;

/// A Hamming window: `w[i] = 25/46 - 21/46 cos(2π i / n)`, where `n` is the size, or one less if
/// the window is not periodic. A window of one place is 1.
///
/// Takes nothing, gives floats. (ONNX operator HammingWindow, whose input is an attribute here.)
///
/// @param size how many places
/// @param periodic whether the place after the last would be the first again
public record HammingWindow(long size, boolean periodic, DType dtype) implements Operator {
  public HammingWindow {
    CosineWindow.check("hammingwindow", size, dtype);
  }

  public HammingWindow() {
    this(16, true, DType.F32);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return CosineWindow.infer(this, args, size, dtype);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return CosineWindow.meaning(size, periodic, dtype, 25.0 / 46, 21.0 / 46, 0);
  }
}
