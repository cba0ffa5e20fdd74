package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.testkit.Case;
import org.junit.jupiter.api.Test;

/// Gradients need no atomic additions: after the rules a gradient scatters only to places that are
/// read from a tensor.
class AtomicsTest {
  private final Autodiff autodiff =
      Family.REGISTRY.find(Autodiff.class).stream()
          .map(p -> p.service())
          .filter(engine -> engine.name().equals("reverse"))
          .findFirst()
          .orElseThrow();
  private final Rule inversion =
      Family.REGISTRY.find(Rule.class).stream()
          .map(p -> p.service())
          .filter(rule -> rule.name().equals("invertindex"))
          .findFirst()
          .orElseThrow();
  private long scatters;

  @Test
  void firstAndSecondDerivativesScatterOnlyToPlacesThatAreRead() {
    var left = new TreeSet<String>();
    for (var family : Family.all()) {
      for (var laws : family.laws()) {
        for (var given : laws.cases()) {
          var op = given.operator().orElse(laws.operator());
          if (given.accepted() && given.derived()) {
            check(op, given, left);
          }
        }
      }
    }
    assertTrue(scatters > 500, "derivatives that scatter before the rule: " + scatters);
    assertEquals("", String.join("\n", left));
  }

  private void check(Operator op, Case given, TreeSet<String> left) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    for (var type : given.types()) {
      inputs.add(graph.input("x" + inputs.size(), type));
    }
    var names =
        inputs.stream().filter(AtomicsTest::isFloat).map(v -> ((Input) v.op()).label()).toList();
    var results = graph.applyAll(op, inputs).stream().filter(AtomicsTest::isFloat).toList();
    if (names.isEmpty() || results.isEmpty()) {
      return;
    }
    var y = Build.sum(Build.mul(results.getFirst(), results.getFirst()));
    var first = autodiff.gradient(Function.of("f", inputs, List.of(y)), "y", names);
    record(op + " " + given.types() + " first", first, left);
    var terms = new ArrayList<Value>();
    first.outputs().subList(1, first.outputs().size()).stream()
        .map(d -> Build.sum(Build.mul(d, d)))
        .forEach(terms::add);
    var squares =
        terms.stream().map(t -> Build.cast(t, DType.F64)).reduce(Build::add).orElseThrow();
    var second = autodiff.gradient(Function.of("f", first.inputs(), List.of(squares)), "y", names);
    record(op + " " + given.types() + " second", second, left);
  }

  private void record(String what, Function derived, TreeSet<String> left) {
    scatters += affine(derived.outputs(), false).size();
    for (var meaning : affine(derived.outputs(), true)) {
      left.add(what + ": " + Text.of(meaning));
    }
  }

  /// The scatters to places that do not depend on numbers, before or after the rule; also those of
  /// the functions that operators carry.
  private List<Meaning.Scattered> affine(List<Value> outputs, boolean after) {
    var found = new ArrayList<Meaning.Scattered>();
    for (var value : Walk.order(after ? inverted(outputs) : outputs)) {
      if (value.op() instanceof Input) {
        continue;
      }
      switch (value.op().meaning(value.args().stream().map(Value::type).toList())) {
        case Meaning.Scattered m when m.at().stream().noneMatch(AtomicsTest::reads) -> found.add(m);
        case Meaning.Composed m -> found.addAll(affine(m.body().outputs(), after));
        case Meaning.Repeated m -> found.addAll(affine(m.body().outputs(), after));
        case Meaning.Chosen m -> {
          found.addAll(affine(m.then().outputs(), after));
          found.addAll(affine(m.otherwise().outputs(), after));
        }
        case Meaning.Scattered _,
            Meaning.Pointwise _,
            Meaning.Indexed _,
            Meaning.Scanned _,
            Meaning.Opaque _ -> {}
      }
    }
    return found;
  }

  private static boolean reads(Expr e) {
    var found = new boolean[1];
    Rewrite.visit(e, node -> found[0] |= node instanceof Expr.Read);
    return found[0];
  }

  private List<Value> inverted(List<Value> outputs) {
    Map<Value, Value> made = new IdentityHashMap<>();
    for (var value : Walk.order(outputs)) {
      var args = value.args().stream().map(made::get).toList();
      var again = value.graph().applyAll(value.op(), args).get(value.result());
      made.put(value, inversion.apply(again));
    }
    return outputs.stream().map(made::get).toList();
  }

  private static boolean isFloat(Value value) {
    return value.type() instanceof TensorType t && t.dtype().isFloat() && t.shape().isConstant();
  }
}
