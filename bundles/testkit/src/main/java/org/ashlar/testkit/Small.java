package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;

/// Small kernels that laws of backends are made of.
final class Small {
  static final Expr.Index I = new Expr.Index("i");

  private Small() {}

  static Buffer floats(String name, long size) {
    return Buffer.global(name, TensorType.of(DType.F32, size));
  }

  /// `x[i] op= by` for each i, in place.
  static Kernel each(String name, Buffer x, Op2 op, double by) {
    var update = new Stmt.Update(x, List.of(I), op, Expr.of(DType.F32, by));
    return new Kernel(
        name, List.of(), List.of(x), new Stmt.For(I, x.sizes().getFirst(), Run.SERIAL, update));
  }

  /// `out[i] = value` for each i.
  static Kernel map(String name, Expr value, Buffer out, Buffer... in) {
    var parameters = new ArrayList<>(List.of(in));
    parameters.add(out);
    return new Kernel(
        name,
        List.of(),
        parameters,
        new Stmt.For(
            I, out.sizes().getFirst(), Run.SERIAL, new Stmt.Store(out, List.of(I), value)));
  }

  /// 1, 2, 3, ….
  static TensorData ramp(int size) {
    var values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i + 1;
    }
    return TensorData.of(values, size);
  }

  /// Stops a law unless the numbers are these.
  static long requireNumbers(String what, TensorData given, float... expected) {
    if (!Arrays.equals(given.toFloats(), expected)) {
      throw Laws.broken(
          what
              + ": is "
              + Arrays.toString(given.toFloats())
              + ", must be "
              + Arrays.toString(expected));
    }
    return expected.length;
  }
}
