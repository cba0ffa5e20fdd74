package org.ashlar.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.compiler.Provider;
import org.ashlar.ir.DType;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.session.Ashlar;
import org.ashlar.session.internal.LoadedRegistry;
import org.ashlar.session.internal.Platform;
import org.ashlar.testkit.ChangingRegistry;
import org.ashlar.train.checkpoint.Checkpoint;
import org.ashlar.train.checkpoint.Checkpoints;
import org.ashlar.train.optimiser.Adam;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training whose blocks are replaced, whose devices die or have no memory left: the numbers in the
/// end are those of a training that nothing happened to.
class SwapTest {
  private static final int PASSES = 4;

  @TempDir Path home;
  private final ChangingRegistry blocks =
      new ChangingRegistry(new LoadedRegistry(SwapTest.class.getClassLoader()));

  @BeforeEach
  void commitSeldom() {
    System.setProperty("ashlar.train.commit", "7");
  }

  @AfterEach
  void commitAsUsual() {
    System.clearProperty("ashlar.train.commit");
    System.clearProperty("ashlar.swap.grace");
  }

  private static Course course(Ashlar ashlar, Timetable timetable, Optional<Checkpoint> from) {
    return new Course(
        ashlar,
        "swap",
        Small.network(0.1, DType.F32),
        Small.train(),
        Small.held(),
        Recipe.of(16, Adam.of(0.01)).gathering(2),
        timetable,
        from);
  }

  private static Checkpoint end() {
    return end(Ashlar.open());
  }

  private static Checkpoint end(Ashlar platform) {
    try (var ashlar = platform;
        var course = course(ashlar, Timetable.of(PASSES, 5), Optional.empty())) {
      course.run(new Course.Listener() {});
      return course.trainer().checkpoint();
    }
  }

  /// Does something before each step that has its number.
  private interface At extends Course.Listener {
    void before(long step);

    @Override
    default void step(Progress progress) {
      before(progress.done() + 1);
    }
  }

  @Test
  void blocksReplacedWhileItTrainsSavesAndIsTakenUpAgainChangeNothing() {
    var undisturbed = end();
    At swaps =
        step -> {
          if (step % 9 == 2) {
            blocks.replace(Autodiff.class);
          }
          if (step % 9 == 5) {
            blocks.replace(Backend.class);
          }
          if (step % 9 == 8) {
            blocks.replace(Lowering.class);
            blocks.replace(Scheduler.class);
          }
        };
    try (var ashlar = new Platform(blocks);
        var checkpoints = Checkpoints.open(home, 2)) {
      var timetable = Timetable.of(PASSES, 5).saving(checkpoints, 3);
      At dies =
          step -> {
            swaps.before(step);
            if (step == 31) {
              throw new IllegalArgumentException("stop");
            }
          };
      try (var course = course(ashlar, timetable, Optional.empty())) {
        assertThrows(IllegalArgumentException.class, () -> course.run(dies));
      }
      var saved = Checkpoints.latest(home).orElseThrow().checkpoint();
      try (var course = course(ashlar, timetable, Optional.of(saved))) {
        assertEquals(27, course.done());
        var epoch = new AtomicLong();
        try (var _ = ashlar.observe(s -> epoch.incrementAndGet())) {
          course.run(swaps);
        }
        assertTrue(epoch.get() > 0, "no block was replaced while it trained");
        assertEquals(undisturbed, course.trainer().checkpoint());
      }
    }
  }

  @Test
  void noOtherEngineStandsInWhileOneIsAwayForLessThanTheGrace() {
    System.setProperty("ashlar.swap.grace", "60000");
    var undisturbed = end();
    var engines = blocks.find(Autodiff.class);
    var scheduler = blocks.find(Scheduler.class).getFirst();
    var epochs = new AtomicLong();
    try (var ashlar = new Platform(blocks);
        var course = course(ashlar, Timetable.of(PASSES, 5), Optional.empty());
        var _ = ashlar.observe(s -> epochs.incrementAndGet())) {
      At swaps =
          step -> {
            if (step == 10) {
              engines.stream()
                  .filter(this::isReverse)
                  .forEach(p -> blocks.remove(Autodiff.class, p));
            }
            if (step == 20) {
              engines.stream()
                  .filter(p -> !isReverse(p))
                  .forEach(p -> blocks.remove(Autodiff.class, p));
            }
            if (step == 30) {
              engines.reversed().stream().filter(p -> !isReverse(p)).forEach(this::putBack);
              blocks.remove(Scheduler.class, scheduler);
            }
            if (step == 40) {
              engines.stream().filter(this::isReverse).forEach(this::putBack);
            }
            if (step == 50) {
              assertEquals(0, epochs.get(), "built anew without what was away");
              blocks.add(
                  Scheduler.class,
                  scheduler.service(),
                  scheduler.bundle(),
                  scheduler.version(),
                  scheduler.ranking());
            }
            if (step % 10 == 0) {
              ashlar.settle();
            }
          };
      course.run(swaps);
      assertEquals(undisturbed, course.trainer().checkpoint());
    }
    assertTrue(epochs.get() > 0, "built anew of what came back");
  }

  private boolean isReverse(Provider<Autodiff> engine) {
    return engine.service().name().equals("reverse");
  }

  private void putBack(Provider<Autodiff> engine) {
    blocks.add(
        Autodiff.class, engine.service(), engine.bundle(), engine.version(), engine.ranking());
  }

  @Test
  void devicesThatDieInAStepCostTheStepsSinceTheLastCopyWhichAreDoneAgain() {
    var cpu = blocks.find(Backend.class).getFirst().service();
    blocks.add(Backend.class, new MortalBackend(cpu, "mortal"), "never", "1", 50);
    var undisturbed = end(new Platform(blocks));
    var lost = new AtomicLong();
    var running = new AtomicReference<>(new MortalBackend(cpu, "mortal"));
    try (var ashlar = new Platform(blocks);
        var _ = ashlar.observe(s -> lost.addAndGet(s.lostSteps()));
        var course = course(ashlar, Timetable.of(PASSES, 5), Optional.empty())) {
      At deaths =
          step -> {
            if (step % 13 == 4) {
              running.set(new MortalBackend(cpu, "mortal"));
              blocks.add(Backend.class, running.get(), "dies" + step, "1", (int) (100 + step));
              ashlar.settle();
            }
            running.get().dead = step % 13 == 9;
          };
      course.run(deaths);
      assertEquals(undisturbed, course.trainer().checkpoint());
    }
    assertTrue(lost.get() >= 4, "steps that were lost: " + lost);
  }

  @Test
  void withoutMemoryTheErrorIsClearAndTheSessionLivesOn() {
    var cpu = blocks.find(Backend.class).getFirst().service();
    var small = new MortalBackend(cpu, "small");
    blocks.add(Backend.class, small, "small", "1", 100);
    try (var ashlar = new Platform(blocks);
        var trainer = trainer(ashlar)) {
      var data = Small.train().range(0, 16);
      trainer.step(data);
      var before = trainer.checkpoint();
      small.full = true;
      var error = assertThrows(LaunchException.class, () -> trainer.predictor(100));
      assertTrue(
          String.valueOf(error.getMessage()).contains("not enough memory"), error.getMessage());
      assertEquals(before, trainer.checkpoint());
      trainer.step(data);
      small.full = false;
      trainer.step(data);
      assertNotEquals(before, trainer.checkpoint());
      try (var predictor = trainer.predictor(100)) {
        assertTrue(Metrics.of(predictor, Small.held(), 100).accuracy() > 0);
        assertTrue(
            predictor
                .run(java.util.Map.of("x", Small.held().samples()))
                .versions()
                .containsKey("small"),
            "the device is not left out for want of memory");
      }
    }
  }

  private static Trainer trainer(Ashlar ashlar) {
    return new Trainer(
        ashlar, "memory", Small.network(0, DType.F32), new long[] {1, 8, 8}, 16, Adam.of(0.01));
  }
}
