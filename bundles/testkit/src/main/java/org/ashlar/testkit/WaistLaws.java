package org.ashlar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ashlar.backend.Backend;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Target;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The waist on a backend: every kernel of the corpus gives what it must, every scalar operation what the edge vectors
/// say, one by one and in lanes. A backend's whole test of it:
///
/// ```java
/// class CpuWaist extends WaistLaws {
///   CpuWaist() { super(new CpuBackend(), 4); }
/// }
/// ```
///
/// What a backend says it does not support is left out; nothing left in is a failure.
public abstract class WaistLaws {
  private final Backend backend;
  private final Target target;
  private final int ulps;

  /// @param ulps how far elementary functions may be off
  protected WaistLaws(Backend backend, int ulps) {
    this.backend = backend;
    this.target = backend.targets().getFirst();
    this.ulps = ulps;
  }

  @TestFactory
  final Stream<DynamicTest> corpus() {
    return Corpus.cases().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
          var support = backend.supports(c.kernel(), target);
          assertTrue(support.yes(), support.reason());
          c.check(KernelRun.on(backend, target, c.kernel(), c.sizes(), c.arguments()));
        }));
  }

  @TestFactory
  final Stream<DynamicTest> edges() {
    var dtypes = target.dtypes().stream().sorted().toList();
    var tests = new ArrayList<DynamicTest>();
    for (var run : List.of(Run.SERIAL, Run.VECTOR)) {
      for (var group : Edges.of(dtypes)) {
        var kernel = group.kernel(run);
        if (backend.supports(kernel, target).yes()) {
          tests.add(DynamicTest.dynamicTest(group.name() + " " + run, () -> {
            var after = KernelRun.on(backend, target, kernel, List.of(), group.arguments());
            assertEquals(List.of(), group.wrong(after.getLast(), ulps));
          }));
        }
      }
    }
    assertTrue(!tests.isEmpty(), "no operation is supported");
    return tests.stream();
  }
}
