package org.ashlar.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.session.Ashlar;
import org.ashlar.train.checkpoint.Checkpoint;
import org.ashlar.train.checkpoint.Checkpoints;
import org.ashlar.train.optimiser.Adam;
import org.ashlar.train.optimiser.Clip;
import org.ashlar.train.optimiser.Rate;
import org.ashlar.train.optimiser.Sgd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A whole training: what it saves, how it is taken up again, when it ends.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CourseTest {
  private static final int PASSES = 3;
  private static final int BATCH = 16;
  private static final int STEPS = 320 / BATCH;

  @TempDir Path home;
  private Ashlar ashlar;

  @BeforeAll
  void open() {
    ashlar = Ashlar.open();
  }

  @AfterAll
  void close() {
    ashlar.close();
  }

  /// Everything at once: momentum, clipping, a falling rate, gathering, dropout, narrow floats.
  private static Recipe recipe() {
    var optimiser = Clip.byNorm(1, Adam.of(new Rate.WarmUp(4, new Rate.Cosine(0.02, 0, 60))));
    return Recipe.of(BATCH, optimiser)
        .gathering(2)
        .scaled(new LossScale(1 << 14, 2, 0.5, 5))
        .seeded(9);
  }

  private Course course(Timetable timetable, Optional<Checkpoint> from) {
    return new Course(
        ashlar,
        "small",
        Small.network(0.2, DType.F16),
        Small.train(),
        Small.held(),
        recipe(),
        timetable,
        from);
  }

  /// The end of training, undisturbed.
  private Checkpoint end() {
    try (var course = course(Timetable.of(PASSES, 5), Optional.empty())) {
      course.run(new Course.Listener() {});
      return course.trainer().checkpoint();
    }
  }

  /// Ends by an error in the listener at a step, as a death would.
  private static final class Stop implements Course.Listener {
    private static final class Now extends RuntimeException {
      private static final long serialVersionUID = 1;
    }

    private final long at;

    Stop(long at) {
      this.at = at;
    }

    @Override
    public void step(Progress progress) {
      if (progress.done() == at) {
        throw new Now();
      }
    }
  }

  @Test
  void takenUpAgainItEndsBitForBitAsIfNeverStopped() {
    var undisturbed = end();
    // inside a pass and between gathered batches, at the end of a pass, just after it, near the end
    for (long stop : new long[] {7, STEPS, STEPS + 1, 2 * STEPS + 13}) {
      var folder = home.resolve("resume" + stop);
      try (var checkpoints = Checkpoints.open(folder, 2)) {
        var timetable = Timetable.of(PASSES, 5).saving(checkpoints, 3);
        try (var course = course(timetable, Optional.empty())) {
          assertThrows(Stop.Now.class, () -> course.run(new Stop(stop)));
        }
        var latest = Checkpoints.latest(folder).orElseThrow();
        try (var course = course(timetable, Optional.of(latest.checkpoint()))) {
          assertTrue(course.done() > 0 && course.done() < stop + 1, "done " + course.done());
          var result = course.run(new Course.Listener() {});
          assertEquals(PASSES, result.history().passes().size());
          assertEquals(undisturbed, course.trainer().checkpoint(), "stopped at " + stop);
        }
      }
    }
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused() {
    var folder = home.resolve("other");
    try (var checkpoints = Checkpoints.open(folder, 1)) {
      try (var course = course(Timetable.of(1, 5).saving(checkpoints, 0), Optional.empty())) {
        course.run(new Course.Listener() {});
      }
      var saved = Optional.of(Checkpoints.latest(folder).orElseThrow().checkpoint());
      assertEquals(
          "checkpoint: was made with another seed (5, not 6): go on with the same one",
          refused(() -> course(Timetable.of(1, 6), saved)));
      assertTrue(
          refused(() ->
                  new Course(
                      ashlar,
                      "small",
                      Small.network(0.2, DType.F16),
                      Small.held(),
                      Small.held(),
                      recipe(),
                      Timetable.of(1, 5),
                      saved))
              .startsWith("checkpoint: was made with another dataset ("));
      assertEquals(
          "checkpoint: was made with another network, batch, optimiser or precision: go on with the"
              + " same ones",
          refused(() ->
              new Course(
                  ashlar,
                  "small",
                  Small.network(0.2, DType.F16),
                  Small.train(),
                  Small.held(),
                  Recipe.of(BATCH, new Sgd(0.1, 0)),
                  Timetable.of(1, 5),
                  saved)));
    }
  }

  private static String refused(org.junit.jupiter.api.function.Executable make) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, make).getMessage());
  }

  @Test
  void aCheckpointThatCannotBeWrittenIsToldAndTrainingGoesOn() throws Exception {
    var folder = home.resolve("vanishing");
    var warnings = new ArrayList<String>();
    try (var checkpoints = Checkpoints.open(folder, 2);
        var course = course(Timetable.of(2, 5).saving(checkpoints, 0), Optional.empty())) {
      try (var files = Files.list(folder)) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
      var result =
          course.run(
              new Course.Listener() {
                @Override
                public void warning(String line) {
                  warnings.add(line);
                }
              });
      assertEquals(2, result.history().passes().size());
      assertTrue(result.unsaved());
      assertEquals(2, warnings.size());
      assertTrue(
          warnings.getFirst().startsWith("checkpoint " + folder)
              && warnings.getFirst().contains(": cannot be written: "),
          warnings.toString());
    }
  }

  @Test
  void anEarlyEndLeavesTheBestParameters() {
    // a rate so high that the loss soon gets worse
    var recipe = Recipe.of(BATCH, Adam.of(0.3));
    var timetable = new Timetable(40, 5, 0, Optional.empty(), Optional.of(new EarlyStopping(2, 0)));
    try (var course =
        new Course(
            ashlar,
            "early",
            Small.network(0, DType.F32),
            Small.train(),
            Small.held(),
            recipe,
            timetable,
            Optional.empty())) {
      var result = course.run(new Course.Listener() {});
      assertTrue(result.stopped());
      var losses = result.history().passes().stream().map(History.Pass::heldLoss).toList();
      double best = losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
      assertEquals(best, losses.get(losses.size() - 3), 0);
      assertEquals(best, result.metrics().loss(), 0);
    }
  }

  @Test
  void earlyStoppingWaitsAndAsksForAGain() {
    var rule = new EarlyStopping(2, 0.1);
    assertFalse(rule.ends(List.of()));
    assertFalse(rule.ends(List.of(1.0, 0.95)));
    assertTrue(rule.ends(List.of(1.0, 0.95, 0.91)));
    assertFalse(rule.ends(List.of(1.0, 0.95, 0.89)));
    assertEquals(2, rule.best(List.of(1.0, 0.95, 0.89, 0.85)));
    assertThrows(IllegalArgumentException.class, () -> new EarlyStopping(0, 0));
  }

  /// One update of two gathered halves is one update of the whole.
  @Test
  void gatheringIsALargerBatch() {
    var data = Small.train().range(0, 32);
    Map<String, TensorData> whole;
    try (var trainer = trainer(Recipe.of(32, new Sgd(0.5, 0.9)))) {
      trainer.step(data);
      trainer.step(data);
      whole = trainer.parameters();
    }
    try (var trainer = trainer(Recipe.of(16, new Sgd(0.5, 0.9)).gathering(2))) {
      var first = trainer.parameters();
      trainer.step(data.range(0, 16));
      assertEquals(first, trainer.parameters(), "nothing changes while gradients are gathered");
      trainer.step(data.range(16, 32));
      trainer.step(data.range(0, 16));
      trainer.step(data.range(16, 32));
      trainer
          .parameters()
          .forEach((name, data2) ->
              org.junit.jupiter.api.Assertions.assertArrayEquals(
                  java.util.Objects.requireNonNull(whole.get(name)).toFloats(),
                  data2.toFloats(),
                  1e-5f,
                  name));
    }
  }

  private Trainer trainer(Recipe recipe) {
    return new Trainer(
        ashlar,
        "small",
        Small.network(0, DType.F32),
        new long[] {1, 8, 8},
        recipe,
        Optional.empty());
  }

  @Test
  void aStepThatIsNotFiniteIsLeftOutAndTheScaleFalls() {
    // the largest scale at once: f16 gradients overflow until it has come down
    var recipe = Recipe.of(16, new Sgd(0.01, 0.9)).scaled(new LossScale(0x1p24, 2, 0.25, 3));
    var data = Small.train().range(0, 16);
    try (var trainer =
        new Trainer(
            ashlar,
            "scaled",
            Small.network(0, DType.F16),
            new long[] {1, 8, 8},
            recipe,
            Optional.empty())) {
      var first = trainer.parameters();
      trainer.step(data);
      assertEquals(first, trainer.parameters(), "the first step overflows and changes nothing");
      assertEquals("1", trainer.checkpoint().fact("skipped"));
      assertEquals(0x1p22, Double.parseDouble(trainer.checkpoint().fact("scale")));
      double loss = 0;
      for (int i = 0; i < 40; i++) {
        loss = trainer.step(data);
        assertTrue(Double.isFinite(loss), "step " + i);
      }
      assertNotEquals(first, trainer.parameters());
      assertTrue(loss < 1, "it learns: " + loss);
      var end = trainer.checkpoint();
      assertEquals(41, Long.parseLong(end.fact("updates")) + Long.parseLong(end.fact("skipped")));
      for (var tensor : end.tensors().values()) {
        for (double x : tensor.toDoubles()) {
          assertTrue(Double.isFinite(x));
        }
      }
    }
  }

  @Test
  void narrowFloatsLearnAlmostAsWell() {
    var accuracies = new ArrayList<Double>();
    for (var dtype : new DType[] {DType.F32, DType.F16, DType.BF16}) {
      var plain = Recipe.of(BATCH, Adam.of(0.01));
      var recipe = dtype == DType.F16 ? plain.scaled(LossScale.dynamic()) : plain;
      try (var course =
          new Course(
              ashlar,
              "narrow",
              Small.network(0, dtype),
              Small.DIGITS.train(),
              Small.DIGITS.test(),
              recipe,
              Timetable.of(4, 5),
              Optional.empty())) {
        accuracies.add(course.run(new Course.Listener() {}).metrics().accuracy());
      }
    }
    assertTrue(accuracies.stream().allMatch(a -> a > 0.9), accuracies.toString());
  }
}
