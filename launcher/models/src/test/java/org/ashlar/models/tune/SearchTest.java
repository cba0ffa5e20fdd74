package org.ashlar.models.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.stage.Tuning;
import org.ashlar.session.Ashlar;
import org.junit.jupiter.api.Test;

/// A search over a kernel on the processor, under a clock that makes what comes later look faster.
class SearchTest {
  private static final Kernel KERNEL =
      KernelParse.kernel(
          """
          kernel product(x: f32[40, 64], w: f32[64, 96], y: f32[40, 96])
            for i0 < 40
              for i1 < 96
                alloc acc: f32[] registers
                acc[] = 0.0
                for k0 < 64
                  acc[] add= x[i0, k0] * w[k0, i1]
                y[i0, i1] = acc[]
          """);

  private long now;
  private long step = 1_000_000_000_000L;

  /// Each look at the clock finds less time passed than the one before.
  private long clock() {
    step -= step / 20;
    return now += step;
  }

  @Test
  void keepsWhatIsBetterAndNothingElse() {
    try (var ashlar = Ashlar.open()) {
      var registry = ashlar.registry();
      var backend =
          registry.find(Backend.class).stream()
              .<Backend>map(p -> p.service())
              .filter(b -> b.targets().getFirst().name().equals("cpu"))
              .findFirst()
              .orElseThrow();
      var target = backend.targets().getFirst();
      var subject = new Subject(KERNEL, Set.of(KERNEL.parameters().get(1)), target, 1);
      var kept = new ArrayList<Map<String, Double>>();
      try (var device = backend.open(target)) {
        var search =
            new Search(
                registry,
                backend,
                device,
                new Race(this::clock),
                (stage, kernel, facts, ratio) -> {
                  assertEquals(KERNEL, kernel);
                  assertTrue(ratio > 1);
                  kept.add(Map.copyOf(facts));
                });
        assertTrue(search.time(subject).isPresent());
        var nothing = search.of(subject, KERNEL, () -> false);
        assertEquals(1, nothing.ratio());
        assertEquals(0, search.tried());
        var found = search.of(subject, KERNEL, () -> true);
        assertEquals(kept.size(), search.tried(), "each is faster by this clock");
        assertEquals(Map.of(), found.schedule(), "a product stays whole");
        if (!kept.isEmpty()) {
          assertEquals(found.code(), kept.getLast());
        }
        var options = Options.of(Tuning.Stage.CODE, subject);
        assertEquals(options.isEmpty(), kept.isEmpty(), "where there is machine code");
      }
    }
  }
}
