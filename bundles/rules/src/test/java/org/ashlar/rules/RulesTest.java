package org.ashlar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ashlar.autodiff.ReverseMode;
import org.ashlar.ir.DType;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Identity;
import org.ashlar.operators.pointwise.Not;
import org.ashlar.operators.product.Conv;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule on programs where it applies: the text it makes, and the same numbers before and
/// after.
class RulesTest {
  /// A program where the rule applies, and the operators that are left, outermost first.
  record Case(Rule rule, String left, Function<Graph, Value> program) {
    @Override
    public String toString() {
      return rule.name() + " leaves " + left;
    }
  }

  private static Value x(Graph g) {
    return g.input("x", TensorType.of(DType.F32, 2, 3, 4));
  }

  private static Value channels(Graph g, String name) {
    return g.input(name, TensorType.of(DType.F32, 3));
  }

  private static Value conv(Graph g) {
    var conv = new Conv(List.of(), List.of(1L, 1L), List.of(), 1);
    return Build.conv(x(g), g.input("w", TensorType.of(DType.F32, 3, 3, 3)), conv);
  }

  private static Value norm(Graph g, Value x) {
    return Build.apply(
        new BatchNorm(),
        x,
        channels(g, "scale"),
        channels(g, "bias"),
        channels(g, "mean"),
        channels(g, "variance"));
  }

  private static Value gradient(Graph g) {
    var loss = org.ashlar.ir.Function.of("f", List.of(x(g)), List.of(Build.sum(Build.exp(x(g)))));
    var derived = new ReverseMode().gradient(loss, "y", List.of("x"));
    var made = org.ashlar.ir.Inline.apply(derived, List.of(x(g)));
    return made.getLast();
  }

  private static List<Long> list(long... numbers) {
    return java.util.Arrays.stream(numbers).boxed().toList();
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(new AddZero(), "input", g -> Build.add(x(g), 0)),
        new Case(new AddZero(), "input", g -> Build.add(Build.scalar(x(g), 0), x(g))),
        new Case(new SubtractZero(), "input", g -> Build.sub(x(g), 0)),
        new Case(new MultiplyByOne(), "input", g -> Build.mul(x(g), 1)),
        new Case(new MultiplyByOne(), "input", g -> Build.mul(Build.scalar(x(g), 1), x(g))),
        new Case(new MultiplyByOne(), "input", g -> Build.div(x(g), 1)),
        new Case(new MultiplyByZero(), "fill", g -> Build.mul(x(g), 0)),
        new Case(new DivideByConstant(), "mul input fill", g -> Build.div(x(g), 8)),
        new Case(new NegateTwice(), "input", g -> Build.neg(Build.neg(x(g)))),
        new Case(
            new NotTwice(),
            "equal input fill",
            g ->
                Build.apply(
                    new Not(), Build.apply(new Not(), Build.equal(x(g), Build.scalar(x(g), 1))))),
        new Case(
            new AddNegative(), "sub input exp", g -> Build.add(x(g), Build.neg(Build.exp(x(g))))),
        new Case(
            new AddNegative(), "sub input exp", g -> Build.add(Build.neg(Build.exp(x(g))), x(g))),
        new Case(
            new AddNegative(), "add input exp", g -> Build.sub(x(g), Build.neg(Build.exp(x(g))))),
        new Case(new SquareByProduct(), "mul input", g -> Build.pow(x(g), 2)),
        new Case(new SquareByProduct(), "input", g -> Build.pow(x(g), 1)),
        new Case(new DropIdentity(), "input", g -> Build.apply(new Identity(), x(g))),
        new Case(new DropCast(), "input", g -> Build.apply(new Cast(DType.F32), x(g))),
        new Case(new DropCast(), "input", g -> Build.cast(Build.cast(x(g), DType.F64), DType.F32)),
        new Case(new DropTranspose(), "input", g -> Build.transpose(x(g), 0, 1, 2)),
        new Case(
            new MergeTransposes(),
            "transpose input",
            g -> Build.transpose(Build.transpose(x(g), 1, 2, 0), 0, 2, 1)),
        new Case(
            new MergeReshapes(),
            "reshape input",
            g -> Build.reshape(Build.reshape(x(g), 6, 4), 24)),
        new Case(
            new MergeReshapes(), "input", g -> Build.reshape(Build.reshape(x(g), 6, 4), 2, 3, 4)),
        new Case(
            new DropMovement(), "input", g -> Build.apply(new Broadcast(Shape.of(2, 3, 4)), x(g))),
        new Case(
            new DropMovement(),
            "input",
            g -> Build.apply(new Slice(list(0, 0, 0), Shape.of(2, 3, 4), list()), x(g))),
        new Case(
            new DropMovement(),
            "input",
            g -> Build.apply(new Pad(list(0, 0, 0, 0, 0, 0), 1), x(g))),
        new Case(new DropMovement(), "input", g -> Build.apply(new Concat(1), x(g))),
        new Case(
            new SkipBroadcast(),
            "add input input",
            g ->
                Build.add(
                    x(g),
                    Build.broadcast(g.input("b", TensorType.of(DType.F32, 4)), Shape.of(2, 3, 4)))),
        new Case(
            new FoldConstants(),
            "fill",
            g -> Build.exp(Build.fill(g, TensorType.of(DType.F32, 3), 0))),
        new Case(
            new FoldConstants(),
            "fill",
            g -> Build.transpose(Build.fill(g, TensorType.of(DType.F32, 3, 2), 7))),
        new Case(
            new FoldConstants(),
            "fill",
            g ->
                Build.add(
                    Build.fill(g, TensorType.of(DType.F32, 3, 1), 7),
                    Build.fill(g, TensorType.of(DType.F32, 4), 2))),
        new Case(new InvertIndex(), "derived input derived fill", RulesTest::gradient),
        new Case(
            new FoldBatchNorm(),
            "add mul input reshape div input sqrt add input fill reshape sub input mul input",
            g -> norm(g, x(g))),
        new Case(
            new FoldBatchNorm(),
            "add conv input mul input reshape div input sqrt add input fill reshape add mul sub fill input input",
            g -> norm(g, conv(g))),
        new Case(
            new FoldBatchNorm(),
            "add conv input mul input reshape div input sqrt add input fill reshape add mul sub reshape input input input",
            g -> norm(g, Build.add(conv(g), g.input("b", TensorType.of(DType.F32, 3, 1))))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keepTheNumbers(Case c) {
    var graph = new Graph();
    var before = c.program().apply(graph);
    var after = applied(c.rule(), before);
    assertNotSame(before, after);
    assertEquals(before.type(), after.type());
    assertEquals(c.left(), operators(after));
    assertSame(after, applied(c.rule(), after), "applies to what it made");
    var inputs =
        Walk.order(List.of(before, after)).stream().filter(v -> v.op() instanceof Input).toList();
    var random = new Random(11);
    var args = inputs.stream().map(v -> random(v.tensor(), random)).toList();
    var f =
        new org.ashlar.ir.Function("f", inputs, List.of(before, after), List.of("before", "after"));
    var results = new MeaningEvaluator().evaluate(f, args);
    for (int i = 0; i < results.getFirst().data().elements(); i++) {
      double expected = results.getFirst().data().get(i);
      assertEquals(expected, results.getLast().data().get(i), 1e-5 * (1 + Math.abs(expected)));
    }
  }

  /// The rule at every value, as the compiler applies it.
  private static Value applied(Rule rule, Value root) {
    var made = new java.util.IdentityHashMap<Value, Value>();
    for (var value : Walk.order(List.of(root))) {
      var args = value.args().stream().map(made::get).toList();
      made.put(value, rule.apply(value.graph().applyAll(value.op(), args).get(value.result())));
    }
    return made.get(root);
  }

  private static String operators(Value root) {
    var names = new ArrayList<String>();
    var open = new ArrayList<Value>(List.of(root));
    var seen = new java.util.HashSet<Value>();
    while (!open.isEmpty()) {
      var value = open.removeLast();
      if (seen.add(value)) {
        names.add(value.op().name());
        open.addAll(value.args().reversed());
      }
    }
    return String.join(" ", names);
  }

  private static TensorData random(TensorType type, Random random) {
    var values = random.doubles(type.shape().elements(), 0.1, 1).toArray();
    return TensorData.of(type.dtype(), values, type.shape().constants());
  }

  @Test
  void leaveAloneWhatTheyDoNotMean() {
    var g = new Graph();
    var x = x(g);
    var wide = Build.fill(g, TensorType.of(DType.F32, 5, 2, 3, 4), 0);
    assertUnchanged(new AddZero(), Build.add(x, wide));
    assertUnchanged(new AddZero(), Build.add(x, 1));
    assertUnchanged(new MultiplyByOne(), Build.mul(x, 2));
    assertUnchanged(new MultiplyByOne(), Build.div(Build.scalar(x, 1), x));
    assertUnchanged(new DropCast(), Build.cast(Build.cast(x, DType.F16), DType.F32));
    assertUnchanged(
        new DropMovement(),
        Build.apply(new Slice(list(1, 2, 3), Shape.of(2, 3, 4), list(-1, -1, -1)), x));
    assertUnchanged(new SkipBroadcast(), Build.exp(Build.broadcast(x, Shape.of(5, 2, 3, 4))));
    assertUnchanged(new FoldConstants(), Build.exp(x));
    var half = g.input("half", TensorType.of(DType.F16, 2, 3, 4));
    var numbers = g.input("numbers", TensorType.of(DType.F16, 3));
    assertUnchanged(
        new FoldBatchNorm(),
        Build.apply(new BatchNorm(), half, numbers, numbers, numbers, numbers));
  }

  private static void assertUnchanged(Rule rule, Value value) {
    assertSame(value, rule.apply(value));
  }

  @Test
  void onlyWhatGoesBeyondRoundingIsFastMath() {
    var fast = new TreeSet<String>();
    ServiceLoader.load(Rule.class)
        .forEach(rule -> {
          if (rule.isFastMath()) {
            fast.add(rule.name());
          }
        });
    assertEquals(new TreeSet<>(List.of("dividebyconstant", "multiplybyzero")), fast);
  }

  @Test
  void everyRuleIsTried() {
    var tried = new TreeSet<String>();
    cases().forEach(c -> tried.add(c.rule().name()));
    tried.add(new ReadConstants().name());
    QuantisedRulesTest.RULES.forEach(rule -> tried.add(rule.name()));
    var all = new TreeSet<String>();
    ServiceLoader.load(Rule.class).forEach(rule -> all.add(rule.name()));
    assertTrue(all.size() > 10);
    assertEquals(all, tried);
  }

  @Test
  void theOneThatGradientsStartFromVanishes() {
    var g = new Graph();
    var d = gradient(g);
    for (var rule : List.of(new InvertIndex(), new FoldConstants(), new ReadConstants())) {
      d = applied(rule, d);
    }
    assertEquals(
        "derived[label=\"d_exp\", meaning=pointwise exp(a0), result=f32[2, 3, 4]](x)",
        Text.of(org.ashlar.ir.Function.of("f", List.of(x(g)), List.of(d)))
            .lines()
            .filter(l -> l.contains("derived"))
            .map(l -> l.strip().replaceAll("^y = | : .*", ""))
            .findFirst()
            .orElseThrow());
  }
}
