package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Cancellable;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Target;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The laws of a backend, on each of its targets. A whole test of a backend:
///
/// ```java
/// class ReferenceBackendLaws extends BackendLaws {
///   ReferenceBackendLaws() { super(new ReferenceBackend()); }
/// }
/// ```
///
/// It runs the corpus of the waist; its scalars are those of {@link org.ashlar.ir.Scalar} at every
/// edge, and fused expressions come to the same bits; a place out of range is a fault with a name
/// and harms nothing else; launches at once disturb each other in nothing; memory is counted; plans
/// run all their actions; a late launch is told.
public class BackendLaws implements Lawful {
  /// The bound of elementary functions, in units in the last place.
  static final int ULPS = 4;

  private final Backend backend;

  public BackendLaws(Backend backend) {
    this.backend = backend;
  }

  @Override
  public String subject() {
    return backend.targets().stream().map(Target::name).findFirst().orElse("backend");
  }

  @Override
  public List<Law> laws(Registry registry) {
    if (backend.targets().isEmpty()) {
      throw Laws.broken("backend: has no target: nothing was tried");
    }
    var laws = new ArrayList<Law>();
    for (var target : backend.targets()) {
      var on = " on " + target.name();
      for (var example : Corpus.cases()) {
        laws.add(new Law("corpus " + example.name() + on, () -> corpus(target, example)));
      }
      var edges = new EdgeLaw(backend, target);
      for (var run : List.of(Run.SERIAL, Run.VECTOR, Run.CORES)) {
        laws.add(new Law("edges, " + run + on, () -> edges.check(group -> group.kernel(run))));
      }
      for (var run : List.of(Run.SERIAL, Run.VECTOR)) {
        laws.add(
            new Law("edges, fused, " + run + on, () -> edges.check(group -> group.fused(run))));
      }
      long seed = Samples.newSeed();
      for (var run : List.of(Run.SERIAL, Run.VECTOR)) {
        laws.add(
            new Law(
                "fused expressions, " + run + on + " (seed " + seed + ")",
                () -> new ExpressionLaw(backend, target, seed).check(run)));
      }
      var plans = new PlanLaws(backend, target);
      laws.add(new Law("repeats, branches and copies" + on, plans::actions));
      laws.add(new Law("several launches at once" + on, plans::concurrency));
      laws.add(new Law("wrong arguments" + on, plans::arguments));
      var faults = new FaultLaws(backend, target);
      laws.add(new Law("places out of range" + on, faults::places));
      laws.add(new Law("what is not chosen is not read" + on, faults::lazy));
      if (isCancellable(target)) {
        laws.add(new Law("late launches" + on, faults::late));
      }
      var memory = new MemoryLaws(backend, target);
      laws.add(new Law("memory" + on, memory::counts));
      laws.add(new Law("copies" + on, memory::copies));
    }
    return laws;
  }

  /// Every law as a test.
  @TestFactory
  Stream<DynamicTest> obeys() {
    return Dynamic.tests(this);
  }

  /// One kernel of the corpus, in memory of its own.
  private long corpus(Target target, CorpusCase example) {
    var kernel = example.kernel();
    var support = backend.supports(kernel, target);
    if (!support.yes()) {
      throw Laws.broken("corpus " + example.name() + ": refused: " + support.reason());
    }
    // the plan's arguments are the kernel's in another order: inputs, then outputs
    var order = new ArrayList<>(example.inputs());
    order.addAll(example.outputs());
    var fresh = example.fresh();
    var after =
        Devices.run(
            backend,
            target,
            example.plan(),
            example.sizes(),
            order.stream().map(fresh::get).toList());
    for (int i = 0; i < order.size(); i++) {
      fresh = replaced(fresh, order.get(i), after.get(i));
    }
    example.check(fresh);
    return example.expected().stream().mapToLong(e -> e.values().length).sum();
  }

  private static <T> List<T> replaced(List<T> list, int position, T by) {
    var copy = new ArrayList<>(list);
    copy.set(position, by);
    return copy;
  }

  /// Only of such a device may a launch be left running.
  private boolean isCancellable(Target target) {
    try (var device = backend.open(target)) {
      return device.adapt(Cancellable.class).isPresent();
    }
  }
}
