package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Operator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The laws of an operator, tried on cases. A whole test of an operator:
///
/// ```java
/// class GeluLaws extends OperatorLaws {
///   GeluLaws() { super(new Gelu(), Case.of("f32[2, 3]"), Case.refused("i64[2]")); }
/// }
/// ```
///
/// Its shape rule agrees with its meaning; wrong arguments are refused by name; its gradient is
/// what differences give; on many examples at once it is the operator on each; every device
/// computes what the reference does; its text reads back; what it means can be shown. `obeys` tries
/// them under JUnit, {@link Laws#run} anywhere.
public class OperatorLaws implements Lawful {
  private final Operator operator;
  private final List<Case> cases;
  private final long seed = Samples.newSeed();

  public OperatorLaws(Operator operator, Case... cases) {
    this.operator = operator;
    this.cases = List.of(cases);
  }

  /// The operator with its defaults.
  public Operator operator() {
    return operator;
  }

  /// What it is tried on.
  public List<Case> cases() {
    return cases;
  }

  @Override
  public String subject() {
    return operator.id().toString();
  }

  @Override
  public List<Law> laws(Registry registry) {
    var applied = new ArrayList<Applied>();
    var refused = new ArrayList<Case>();
    for (var c : cases) {
      if (c.accepted()) {
        applied.add(new Applied(c.operator().orElse(operator), c));
      } else {
        refused.add(c);
      }
    }
    var laws = new ArrayList<Law>();
    laws.add(
        new Law("shape rule" + told(), () -> new ShapeLaw(registry, samples()).check(applied)));
    laws.add(new Law("wrong arguments", () -> new RefusalLaw(operator).check(applied, refused)));
    if (applied.stream().anyMatch(GradientLaw::concerns)) {
      laws.add(
          new Law("gradient" + told(), () -> new GradientLaw(registry, samples()).check(applied)));
    }
    if (applied.stream().anyMatch(a -> BatchLaw.concerns(registry, a))) {
      laws.add(new Law("batches" + told(), () -> new BatchLaw(registry, samples()).check(applied)));
    }
    laws.addAll(DeviceLaw.all(registry, applied, this::samples, told()));
    laws.add(
        new Law("text" + told(), () -> new TextLaw(registry, operator, samples()).check(applied)));
    laws.add(
        new Law("documentation", () -> new DocumentationLaw(registry, operator).check(applied)));
    return laws;
  }

  /// Every law as a test, on the services of the class path.
  @TestFactory
  Stream<DynamicTest> obeys() {
    return Dynamic.tests(this);
  }

  private Samples samples() {
    return new Samples(seed);
  }

  private String told() {
    return " (seed " + seed + ")";
  }
}
