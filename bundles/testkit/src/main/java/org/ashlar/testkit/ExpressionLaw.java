package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;

/// Fused operations give the bits that they give one by one: nothing is contracted, kept wider than
/// its dtype, or reordered. Tried on random expressions of exact operations.
record ExpressionLaw(Backend backend, Target target, long seed) {
  private static final int KERNELS = 16;
  private static final int ELEMENTS = 37;
  private static final List<DType> DTYPES =
      List.of(
          DType.F32,
          DType.F64,
          DType.F16,
          DType.BF16,
          DType.I8,
          DType.U8,
          DType.I16,
          DType.I32,
          DType.U32,
          DType.I64,
          DType.U64);

  long check(Run run) {
    var random = new SplittableRandom(seed);
    var dtypes = DTYPES.stream().filter(target.dtypes()::contains).toList();
    var i = new Expr.Index("i");
    long checked = 0;
    try (var device = backend.open(target)) {
      for (var dtype : dtypes) {
        for (int n = 0; n < KERNELS; n++) {
          var inputs =
              List.of(
                  buffer("x", dtype),
                  buffer("y", dtype),
                  buffer("z", dtypes.get(n % dtypes.size())));
          var reads = inputs.stream().map(b -> b.read(i)).toList();
          var exprs = new ExactExprs(random, dtypes, reads);
          var value = exprs.of(dtype, 1 + n % 5);
          var out = buffer("out", dtype);
          var parameters = new ArrayList<>(inputs);
          parameters.add(out);
          var kernel =
              new Kernel(
                  "expression",
                  List.of(),
                  parameters,
                  new Stmt.For(i, Expr.of(ELEMENTS), run, new Stmt.Store(out, List.of(i), value)));
          if (!backend.supports(kernel, target).yes()) {
            continue;
          }
          var data = inputs.stream().map(b -> draw(b.dtype(), exprs)).toList();
          var arguments = new ArrayList<>(data);
          arguments.add(TensorData.zeros(dtype, ELEMENTS));
          compare(value, reads, data, run(device, kernel, arguments).getLast());
          checked += ELEMENTS;
        }
      }
    }
    return checked;
  }

  private List<TensorData> run(Device device, Kernel kernel, List<TensorData> arguments) {
    try {
      return Devices.run(device, backend.compile(Plan.of(kernel), target), List.of(), arguments);
    } catch (RuntimeException | LinkageError e) {
      throw Laws.broken("seed " + seed + ": " + e + " in\n" + KernelText.of(kernel));
    }
  }

  private void compare(Expr value, List<Expr> reads, List<TensorData> data, TensorData out) {
    for (int e = 0; e < ELEMENTS; e++) {
      var known = new HashMap<Expr, ExactValue>();
      for (int n = 0; n < reads.size(); n++) {
        known.put(
            reads.get(n), new ExactValue(data.get(n).dtype(), data.get(n).bits(e), false, false));
      }
      var must = ExactValue.of(value, known);
      if (!must.accepts(out.bits(e))) {
        var at = new ArrayList<String>();
        for (int n = 0; n < reads.size(); n++) {
          at.add(Text.of(reads.get(n)) + " = " + data.get(n).get(e));
        }
        throw Laws.broken(
            "seed "
                + seed
                + ": "
                + Text.of(value)
                + " at "
                + String.join(", ", at)
                + ": is "
                + out.get(e)
                + ", must be "
                + Text.of(new Expr.Const(out.dtype(), must.bits())));
      }
    }
  }

  private static TensorData draw(DType dtype, ExactExprs exprs) {
    var data = TensorData.zeros(dtype, ELEMENTS);
    for (int e = 0; e < ELEMENTS; e++) {
      data.set(e, exprs.bits(dtype));
    }
    return data;
  }

  private static Buffer buffer(String name, DType dtype) {
    return Buffer.global(name, TensorType.of(dtype, ELEMENTS));
  }
}
