package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.ir.stage.Tuning;
import org.junit.jupiter.api.Test;

/// What is remembered reaches those who decide.
class TuningTest {
  private long state;

  private final Tuning tuning =
      new Tuning() {
        @Override
        public Map<String, Double> facts(
            Stage stage, Kernel kernel, Set<Buffer> constant, Target target) {
          return stage == Stage.SCHEDULE ? Map.of("taste", 3.0, "registers", 5.0) : Map.of();
        }

        @Override
        public long state() {
          return state;
        }
      };

  @Test
  void schedulersSeeTheFacts() {
    var seen = new ArrayList<Target>();
    var present = Sample.everything();
    present.add(
        Scheduler.class,
        (_, target) -> {
          seen.add(target);
          return List.of();
        },
        "test.taste",
        100);
    present.add(Tuning.class, tuning);
    try (var compiler = new Compiler(present, Settings.standard())) {
      compiler.compile(Request.of(Sample.layer()));
    }
    assertEquals(3.0, seen.getFirst().facts().get("taste"));
    assertEquals(5, seen.getFirst().registers());
  }

  @Test
  void programsAreMadeAgainWhenAnswersChange() {
    var present = Sample.everything();
    present.add(Tuning.class, tuning);
    try (var compiler = new Compiler(present, Settings.standard())) {
      var first = compiler.compile(Request.of(Sample.layer()));
      assertSame(first, compiler.compile(Request.of(Sample.layer())));
      state++;
      assertNotSame(first, compiler.compile(Request.of(Sample.layer())));
    }
  }
}
