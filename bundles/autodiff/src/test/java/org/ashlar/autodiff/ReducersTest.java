package org.ashlar.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Derivatives of reductions, scans and scatters by every kind of reducer, those of several states
/// and those that do not commute.
class ReducersTest {
  private static final TensorType ROWS = TensorType.of(DType.F64, 3);
  private static final TensorType X = TensorType.of(DType.F64, 3, 4);
  private static final Index I = new Index("i");
  private static final Index J = new Index("j");
  private final Checks checks = new Checks();

  /// A meaning over `x`, `f64[3, 4]`.
  record Case(String name, Meaning meaning, TensorType result) {
    @Override
    public String toString() {
      return name;
    }

    Function loss() {
      var graph = new Graph();
      var x = graph.input("x", X);
      var y = graph.apply(new Derived("op", meaning, result), x);
      var weights = graph.input("weights", result);
      return Function.of("loss", List.of(x, weights), List.of(Build.sum(Build.mul(y, weights))));
    }
  }

  private static Expr s(int state) {
    return Reducer.so(state, DType.F64);
  }

  private static Expr t(int state) {
    return Reducer.more(state, DType.F64);
  }

  private static Expr number(double value) {
    return Expr.of(DType.F64, value);
  }

  private static Expr x() {
    return new Expr.Read(new Operand(0, DType.F64), List.of(I, J));
  }

  /// The reducers, each with bodies over `x[i, j]`.
  private static Map<Reducer, List<Expr>> reducers() {
    var all = new LinkedHashMap<Reducer, List<Expr>>();
    all.put(Reducer.sum(DType.F64), List.of(x().times(x())));
    all.put(Reducer.product(DType.F64), List.of(x()));
    all.put(Reducer.max(DType.F64), List.of(x()));
    all.put(Reducer.min(DType.F64), List.of(x()));
    // count, mean and sum of squared distances (Chan, Golub, LeVeque 1983)
    var n = s(0).plus(t(0));
    var d = t(1).minus(s(1));
    all.put(
        new Reducer(
            "variance",
            List.of(number(0), number(0), number(0)),
            List.of(
                n,
                n.eq(number(0)).select(number(0), s(1).plus(d.times(t(0)).over(n))),
                n.eq(number(0))
                    .select(
                        number(0),
                        s(2).plus(t(2)).plus(d.times(d).times(s(0)).times(t(0)).over(n)))),
            s(2).over(s(0).plus(0.5))),
        List.of(number(1), x().exp(), number(0)));
    // the largest so far, and the sum of exponentials by it
    var m = s(0).max(t(0));
    all.put(
        new Reducer(
            "logsumexp",
            List.of(number(-1e30), number(0)),
            List.of(m, s(1).times(s(0).minus(m).exp()).plus(t(1).times(t(0).minus(m).exp()))),
            s(1).plus(1e-300).log().plus(s(0))),
        List.of(x(), number(1)));
    // the value at the largest: a state of whole numbers beside one of floats
    var place = Reducer.so(1, DType.I64);
    var later = Reducer.more(1, DType.I64);
    var takes = s(0).lt(t(0)).or(s(0).eq(t(0)).and(later.lt(place)));
    all.put(
        new Reducer(
            "largest",
            List.of(number(-1e30), Expr.of(Long.MAX_VALUE)),
            List.of(takes.select(t(0), s(0)), takes.select(later, place)),
            s(0)),
        List.of(x(), J));
    all.put(Fold.affine(DType.F64, 1, 0), List.of(x().sin(), x()));
    // products of matrices, which do not commute
    all.put(
        Fold.affine(DType.F64, 2, 1),
        List.of(x(), x().cos(), x().times(x()), number(0.5), x().exp(), x().sin()));
    return all;
  }

  static Stream<Case> reductions() {
    var cases = new ArrayList<Case>();
    reducers()
        .forEach((by, body) -> {
          var name = by.name() + body.size();
          var rows = new Meaning.Indexed(List.of(I), List.of(Axis.of("j", 4)), by, body);
          cases.add(new Case(name + " of rows", rows, ROWS));
          var both = List.of(Axis.of("i", 3), Axis.of("j", 4));
          var all = new Meaning.Indexed(List.of(), both, by, body);
          cases.add(new Case(name + " of all", all, TensorType.of(DType.F64)));
        });
    return cases.stream();
  }

  static Stream<Case> scans() {
    var cases = new ArrayList<Case>();
    reducers()
        .forEach((by, body) -> {
          for (boolean exclusive : List.of(false, true)) {
            for (boolean reverse : List.of(false, true)) {
              // what stands before the first of the largest is no finite number
              boolean finite = by.identity().getFirst() instanceof Expr.Const c && c.value() >= -1;
              if (!exclusive || finite && !by.name().equals("min")) {
                var name =
                    by.name()
                        + body.size()
                        + (exclusive ? " before" : " up to")
                        + (reverse ? ", back" : "");
                var scan = new Meaning.Scanned(List.of(I, J), J, by, body, exclusive, reverse);
                cases.add(new Case(name, scan, X));
              }
            }
          }
        });
    return cases.stream();
  }

  /// Terms at `(i + 2 j) mod 5 - 1` of four places: some meet, some lie outside, one place has
  /// none.
  static Stream<Case> scatters() {
    var at = I.plus(J.times(Expr.of(2))).floorMod(Expr.of(5)).minus(Expr.of(1));
    var over = List.of(Axis.of("i", 3), Axis.of("j", 4));
    var to = new Index("to");
    var start = new Expr.Read(new Operand(0, DType.F64), List.of(Expr.of(1), to));
    return Stream.of(Op2.ADD, Op2.SET, Op2.MAX, Op2.MIN, Op2.MUL)
        .map(combine ->
            new Case(
                "scatter by " + combine,
                new Meaning.Scattered(
                    List.of(to), start.times(start), over, List.of(at), combine, x().sin()),
                TensorType.of(DType.F64, 4)));
  }

  static Stream<Case> cases() {
    return Stream.of(reductions(), scans(), scatters()).flatMap(c -> c);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meetCentralDifferences(Case c) {
    checks.differences(c.loss());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meetCentralDifferencesAgain(Case c) {
    checks.secondDifferences(c.loss());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tangentsAgreeWithGradients(Case c) {
    checks.tangents(c.loss());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void enginesAgree(Case c) {
    checks.engines(c.loss());
  }

  /// The product of `[2, 0, 3, 0]`: derivatives by single elements are 0, by the pair of zeros 6.
  @Test
  void productsWithZerosHaveDerivativesOfAnyOrder() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F64, 4));
    var f = Function.of("f", List.of(x), List.of(Build.apply(new ReduceProd(), x)));
    var at = TensorData.of(DType.F64, new double[] {2, 0, 3, 0}, 4);
    var autodiff = new ReverseMode();
    var first = autodiff.gradient(f, "y", List.of("x"));
    assertArrayEquals(new double[] {0, 0, 0, 0}, numbers(first, 1, at));
    var second = autodiff.tangent(first, List.of("x"));
    var direction = TensorData.of(DType.F64, new double[] {0, 1, 0, 0}, 4);
    assertArrayEquals(new double[] {0, 0, 0, 6}, numbers(second, 3, at, direction));
    var one = TensorData.of(DType.F64, new double[] {2, 0, 3, 5}, 4);
    assertArrayEquals(new double[] {0, 30, 0, 0}, numbers(first, 1, one));
  }

  /// Of equal elements the first has the gradient, of equal terms of a scatter the start.
  @Test
  void tiesGoToTheFirst() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F64, 4));
    var i = new Index("i");
    var read = new Expr.Read(new Operand(0, DType.F64), List.of(i));
    var type = TensorType.of(DType.F64, 4);
    var scan =
        new Meaning.Scanned(List.of(i), i, Reducer.max(DType.F64), List.of(read), false, false);
    var to = new Index("to");
    var scatter =
        new Meaning.Scattered(
            List.of(to),
            new Expr.Read(new Operand(0, DType.F64), List.of(to)),
            List.of(new Axis(i, Expr.of(4))),
            List.of(Expr.of(2)),
            Op2.MAX,
            read);
    var at = TensorData.of(DType.F64, new double[] {3, 3, 3, 1}, 4);
    for (var engine : List.of(new ReverseMode(), new ForwardMode(), new RecordedTape())) {
      var running =
          Function.of("f", List.of(x), List.of(graph.apply(new Derived("r", scan, type), x)));
      assertArrayEquals(
          new double[] {4, 0, 0, 0},
          numbers(engine.gradient(running, "y", List.of("x")), 1, at),
          engine.name());
      var pushed =
          Function.of("f", List.of(x), List.of(graph.apply(new Derived("s", scatter, type), x)));
      assertArrayEquals(
          new double[] {1, 1, 1, 1},
          numbers(engine.gradient(pushed, "y", List.of("x")), 1, at),
          engine.name());
    }
  }

  private static double[] numbers(Function f, int output, TensorData... args) {
    return new MeaningEvaluator().evaluate(f, List.of(args)).get(output).data().toDoubles();
  }
}
