package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.Laws;
import org.ashlar.testkit.OperatorLaws;
import org.ashlar.testkit.Outcome;
import org.ashlar.testkit.RuleLaws;
import org.ashlar.testkit.TestRegistry;
import org.junit.jupiter.api.Test;

/// Operators and rules that are wrong in one way are found out by the law for it, and by no other.
class LawsCanFailTest {
  private static final TestRegistry REGISTRY = TestRegistry.ofClassPath();

  /// `3 x`, right in everything; the others are this with one mistake.
  interface Tripled extends Operator {
    @Override
    default List<Type> infer(List<Type> args) {
      if (args.size() != 1
          || !(args.getFirst() instanceof TensorType t)
          || t.dtype().kind() != DType.Kind.FLOAT) {
        throw new IllegalArgumentException(name() + ": takes one tensor of floats: " + args);
      }
      return args;
    }

    @Override
    default Meaning meaning(List<Type> args) {
      var dtype = ((TensorType) args.getFirst()).dtype();
      return new Meaning.Pointwise(new Expr.Read(new Operand(0, dtype), List.of()).times(3));
    }
  }

  record Right() implements Tripled {}

  record WrongGradient() implements Tripled {
    @Override
    public Optional<List<Value>> gradient(Value call, List<Value> dy) {
      return Optional.of(List.of(Build.mul(dy.getFirst(), 2)));
    }
  }

  record NanGradient() implements Tripled {
    @Override
    public Optional<List<Value>> gradient(Value call, List<Value> dy) {
      return Optional.of(List.of(Build.mul(dy.getFirst(), Double.NaN)));
    }
  }

  record WrongShape() implements Tripled {
    @Override
    public List<Type> infer(List<Type> args) {
      Tripled.super.infer(args);
      return List.of(TensorType.of(DType.F64, ((TensorType) args.getFirst()).shape().constants()));
    }
  }

  record TakesAnything() implements Tripled {
    @Override
    public List<Type> infer(List<Type> args) {
      return args.subList(0, 1);
    }
  }

  record SilentRefusal() implements Tripled {
    @Override
    public List<Type> infer(List<Type> args) {
      if (args.size() != 1) {
        throw new IllegalArgumentException("no");
      }
      return Tripled.super.infer(args);
    }
  }

  record NoSpecimen(double factor) implements Tripled {}

  record BadName() implements Tripled {
    @Override
    public String name() {
      return "Bad Name";
    }
  }

  private static List<String> broken(Operator operator) {
    var laws = new OperatorLaws(operator, Case.of("f32[2, 3]"), Case.refused("i64[2]"));
    return broken(Laws.run(laws, REGISTRY));
  }

  private static List<String> broken(List<Outcome> outcomes) {
    assertFalse(outcomes.isEmpty());
    return outcomes.stream()
        .filter(o -> !o.held())
        .map(o -> o.law().replaceFirst(" \\(seed.*", ""))
        .toList();
  }

  @Test
  void mistakesAreFoundByTheirLaw() {
    assertEquals(List.of(), broken(new Right()));
    assertEquals(List.of("gradient"), broken(new WrongGradient()));
    assertEquals(List.of("gradient"), broken(new NanGradient()));
    assertTrue(broken(new WrongShape()).contains("shape rule"));
    assertEquals(List.of("wrong arguments"), broken(new TakesAnything()));
    assertEquals(List.of("wrong arguments"), broken(new SilentRefusal()));
    assertEquals(List.of("text", "documentation"), broken(new NoSpecimen(1)));
    assertTrue(broken(new BadName()).contains("documentation"));
  }

  @Test
  void lawsThatTryNothingDoNotHold() {
    var outcomes = Laws.run(new OperatorLaws(new Right()), REGISTRY);
    assertFalse(Laws.hold(outcomes));
    assertTrue(
        outcomes.stream()
            .filter(o -> o.law().startsWith("shape rule"))
            .allMatch(o -> o.message().equals("nothing was compared")));
    assertFalse(Laws.hold(List.of()));
  }

  record DropsFactors() implements Rule {
    @Override
    public Value apply(Value value) {
      return value.op().name().equals("mul") ? value.arg(0) : value;
    }
  }

  record NeverEnds() implements Rule {
    @Override
    public Value apply(Value value) {
      return value.op().name().equals("neg") ? Build.neg(Build.neg(value)) : value;
    }
  }

  record ChangesTypes() implements Rule {
    @Override
    public Value apply(Value value) {
      return value.op().name().equals("neg") ? Build.sum(value) : value;
    }
  }

  private static String message(Rule rule, String program) {
    var outcomes = Laws.run(new RuleLaws(rule, program), REGISTRY);
    assertFalse(Laws.hold(outcomes));
    return outcomes.getFirst().message();
  }

  @Test
  void wrongRulesAreFound() {
    var product = "function f(x: f32[4], y: f32[4]) -> (z) { z = mul(x, y) }";
    var negative = "function f(x: f32[4]) -> (z) { z = neg(x) }";
    assertTrue(
        message(new DropsFactors(), product).startsWith("dropsfactors: output z: element 0 is "));
    assertTrue(
        message(new DropsFactors(), negative)
            .startsWith("dropsfactors: did not fire on\nfunction f"));
    assertTrue(message(new NeverEnds(), negative).endsWith("times on f and never ends"));
    assertEquals(
        "changestypes: makes reducesum: f32[] of neg: f32[4]: the types differ",
        message(new ChangesTypes(), negative));
  }
}
