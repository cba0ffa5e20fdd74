package org.ashlar.models.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ashlar.compiler.Compiler;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Bound;
import org.ashlar.ir.stage.Model;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.operators.PointwiseOperator;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Floor;
import org.ashlar.operators.pointwise.Sin;
import org.ashlar.session.Ashlar;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
  /// Says of itself that it grows twice as fast as it does.
  public record Boaster() implements PointwiseOperator {
    @Override
    public Expr body(Expr x) {
      return x.times(x);
    }

    @Override
    public Optional<List<Value>> gradient(Value call, List<Value> dy) {
      return Optional.of(List.of(Build.mul(Build.mul(call.arg(0), dy.getFirst()), 4)));
    }
  }

  @Test
  void agreesWhereDerivativesAreRight() {
    var verdict =
        check(
            x -> Build.apply(new Softmax(), Build.mul(Build.apply(new Sin(), x), x)), 0.5f, -1, 2);
    var agrees = assertInstanceOf(GradientCheck.Verdict.Agrees.class, verdict);
    assertTrue(agrees.worst() < 1e-7 && !agrees.moved(), agrees.toString());
  }

  @Test
  void tellsAWrongGradientWithBothNumbers() {
    var verdict = check(x -> Build.apply(new Boaster(), x), 1, 2, 3);
    var wrong = assertInstanceOf(GradientCheck.Verdict.Wrong.class, verdict);
    assertTrue(
        wrong.what().startsWith("first order: the slope of y[0] is ")
            || wrong.what().startsWith("reverse mode says "),
        wrong.what());
  }

  @Test
  void movesInputsAwayFromKinks() {
    var verdict = check(x -> Build.apply(new Relu(), x), 0, 0, 0, 0);
    assertTrue(assertInstanceOf(GradientCheck.Verdict.Agrees.class, verdict).moved());
  }

  @Test
  void leavesOutWhatHasStepsInsteadOfSlopes() {
    var verdict = check(x -> Build.apply(new Floor(), x), 0.25f, 1.5f);
    assertEquals(new GradientCheck.Verdict.Excluded("piecewise constant"), verdict);
  }

  private static GradientCheck.Verdict check(UnaryOperator<Value> of, float... values) {
    var data = TensorData.of(values, values.length);
    var x = new Graph().input("x", data.type());
    var function = Function.of("f", List.of(x), List.of(of.apply(x)));
    var bound =
        new Bound(
            new Model(function, Map.of(), Map.of()),
            List.of(Bound.Leaf.of("x")),
            Map.of(),
            Set.of(),
            0,
            Map.of());
    try (var ashlar = Ashlar.open();
        var compiler = new Compiler(ashlar.registry(), ashlar.compiler().settings());
        var runner = new DeviceRunner(compiler, "reference", Duration.ofSeconds(30))) {
      return new GradientCheck(ashlar.registry(), runner).of(bound, Map.of("x", data));
    }
  }
}
