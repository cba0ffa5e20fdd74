package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;

/// All edges of one operation on one dtype, as a kernel that any backend can run.
public record EdgeGroup(List<Edge> edges) {
  public EdgeGroup {
    edges = List.copyOf(edges);
  }

  /// `add f32`, `convert f32 i8`.
  public String name() {
    var first = edges.getFirst();
    boolean cast =
        first.operation().equals("convert")
            || first.operation().equals("saturate")
            || first.operation().equals("bits");
    return first.operation() + " " + first.dtype() + (cast ? " " + first.result() : "");
  }

  /// One loop over the edges: parameters are the operands, then the result.
  public Kernel kernel(Run run) {
    return kernel(run, (name, x) -> x);
  }

  /// The same with the operation in the midst of others, as fusion makes it: its operands come out
  /// of choices and its result goes into one, none of which changes a bit.
  public Kernel fused(Run run) {
    return kernel(run, EdgeGroup::chosen);
  }

  private Kernel kernel(Run run, BiFunction<String, Expr, Expr> around) {
    var first = edges.getFirst();
    var i = new Expr.Index("i");
    var inputs =
        IntStream.range(0, first.operands().size())
            .mapToObj(n -> buffer("x" + n, first.dtype()))
            .toList();
    var out = buffer("out", first.result());
    var operands = inputs.stream().map(b -> around.apply(b.name() + "_", b.read(i))).toList();
    var value = around.apply("result", first.expr(operands));
    var parameters = new ArrayList<>(inputs);
    parameters.add(out);
    var name = name().replace(' ', '_');
    return new Kernel(
        name,
        List.of(),
        parameters,
        new Stmt.For(i, Expr.of(edges.size()), run, new Stmt.Store(out, List.of(i), value)));
  }

  /// The kernel's arguments; the last, for the result, is zero.
  public List<TensorData> arguments() {
    var first = edges.getFirst();
    var arguments = new ArrayList<TensorData>();
    for (int n = 0; n < first.operands().size(); n++) {
      var data = TensorData.zeros(first.dtype(), edges.size());
      for (int e = 0; e < edges.size(); e++) {
        data.set(e, edges.get(e).operands().get(n));
      }
      arguments.add(data);
    }
    arguments.add(TensorData.zeros(first.result(), edges.size()));
    return arguments;
  }

  /// What is wrong with a result, one line an edge.
  ///
  /// @param ulps how far elementary functions may be off
  public List<String> wrong(TensorData out, int ulps) {
    return IntStream.range(0, edges.size())
        .filter(e -> !edges.get(e).accepts(out.bits(e), ulps))
        .mapToObj(e -> edges.get(e).told(out.bits(e)))
        .toList();
  }

  /// The number under a name, chosen because it is not less than itself.
  private static Expr chosen(String name, Expr x) {
    var local = new Expr.Local(name, x.dtype());
    var other = new Expr.Const(x.dtype(), 1);
    return new Expr.Let(local, x, local.lt(local).select(other, local));
  }

  private Buffer buffer(String name, DType dtype) {
    return new Buffer(name, dtype, Shape.of(edges.size()).sizes(), Space.GLOBAL);
  }

  @Override
  public String toString() {
    return name();
  }
}
