package org.ashlar.models.conform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.backend.LaunchException;
import org.ashlar.compiler.Missing;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Gap;
import org.ashlar.ir.stage.Port;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Loaded;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.exec.Where;
import org.ashlar.models.gradient.GradientCheck;
import org.ashlar.models.source.ModelSource;
import org.ashlar.models.source.Packages;

/// Runs one test after the other on one device.
///
/// @param gradients given where derivatives are what is tried
record Trial(
    Readers readers, Packages packages, DeviceRunner runner, Optional<GradientCheck> gradients) {
  Outcome of(TestCase test) {
    long begin = System.nanoTime();
    try {
      return run(test, begin);
    } catch (Missing e) {
      return Outcome.of(test.name(), Status.UNSUPPORTED, ms(begin), said(e));
    } catch (LaunchException e) {
      return Outcome.of(
          test.name(), e.isLate() ? Status.TIMEOUT : Status.ERROR, ms(begin), said(e));
    } catch (UnsupportedOperationException e) {
      return Outcome.of(test.name(), Status.UNSUPPORTED, ms(begin), said(e));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return Outcome.of(test.name(), Status.ERROR, ms(begin), said(e));
    } catch (OutOfMemoryError e) {
      return Outcome.of(test.name(), Status.ERROR, ms(begin), "not enough memory");
    }
  }

  private Outcome run(TestCase test, long begin) {
    var file = packages.file(ModelSource.of(test.model()));
    var blueprint = readers.open(file);
    var gaps = blueprint.gaps();
    if (!gaps.isEmpty()) {
      return Outcome.of(test.name(), Status.UNSUPPORTED, ms(begin), told(gaps));
    }
    if (test.sets().isEmpty()) {
      throw new IllegalArgumentException(
          Path.of(test.model()).getParent() + ": has no test_data_set_0: nothing to compare");
    }
    if (gradients.isPresent()) {
      return gradients(test, blueprint, gradients.get(), begin);
    }
    var all = new Verdict();
    try (var loaded = new Loaded(blueprint, runner)) {
      for (var set : test.sets()) {
        var values = TestCase.read(set, blueprint.inputs(), blueprint.outputs(), readers);
        judge(test, blueprint, loaded, values, all);
      }
    }
    return all.outcome(test.name(), ms(begin));
  }

  private Outcome gradients(TestCase test, Blueprint blueprint, GradientCheck check, long begin) {
    var values =
        TestCase.read(test.sets().getFirst(), blueprint.inputs(), blueprint.outputs(), readers);
    var bound = blueprint.bind(values.inputs(), runner);
    var chance = Chance.of(bound, runner, values.inputs());
    if (blueprint.outputs().stream().map(Port::name).anyMatch(chance::varies)) {
      return Outcome.of(test.name(), Status.EXCLUDED, ms(begin), "undetermined: random numbers");
    }
    return switch (check.of(bound, values.inputs())) {
      case GradientCheck.Verdict.Agrees(var worst, var moved) ->
          Outcome.of(
              test.name(), Status.PASS, ms(begin), moved ? "inputs moved away from kinks" : "");
      case GradientCheck.Verdict.Wrong(var what) ->
          Outcome.of(test.name(), Status.FAIL, ms(begin), what);
      case GradientCheck.Verdict.Excluded(var why) ->
          Outcome.of(test.name(), Status.EXCLUDED, ms(begin), why);
    };
  }

  private void judge(
      TestCase test, Blueprint blueprint, Loaded loaded, TestCase.Values values, Verdict all) {
    var ran = loaded.run(values.inputs());
    all.where(ran.where(), ran.prepared().bound().hostSteps());
    var chance = Chance.of(ran.prepared().bound(), runner, values.inputs());
    var names = blueprint.outputs().stream().map(Port::name).toList();
    var comparison = new Comparison(test.tolerance());
    for (int i = 0; i < values.outputs().size(); i++) {
      var name = names.get(i);
      var expected = values.outputs().get(i);
      var given = Optional.ofNullable(ran.outputs().get(name));
      if (given.isEmpty()) {
        all.add(Difference.wrong("is not computed").at(name));
      } else if (chance.varies(name)) {
        all.undetermined(chance.judge(name, expected, given.get()).map(why -> name + ": " + why));
      } else {
        all.add(comparison.of(expected, given.get()).at(name));
      }
    }
  }

  /// What was found so far.
  private static final class Verdict {
    private Difference difference = Difference.NONE;
    private Optional<Where> used = Optional.empty();
    private final List<String> odd = new ArrayList<>();
    private int steps;
    private boolean undetermined;

    void where(Where where, int hostSteps) {
      used = Optional.of(used.map(w -> w.elsewhere().isEmpty() ? where : w).orElse(where));
      steps = Math.max(steps, hostSteps);
    }

    void add(Difference more) {
      difference = difference.and(more);
    }

    void undetermined(Optional<String> wrong) {
      undetermined = true;
      wrong.ifPresent(odd::add);
    }

    Outcome outcome(String name, double ms) {
      var elsewhere = used.map(Where::elsewhere).orElse(Map.of());
      var wrong = difference.wrong().or(() -> odd.stream().findFirst());
      var status =
          wrong.isPresent()
              ? Status.FAIL
              : !elsewhere.isEmpty()
                  ? Status.UNSUPPORTED
                  : undetermined ? Status.UNDETERMINED : Status.PASS;
      var detail =
          switch (status) {
            case FAIL -> wrong.orElse("");
            case UNSUPPORTED -> "kernels ran on other devices: " + elsewhere;
            case UNDETERMINED -> "random numbers: type, shape, values and spread are right";
            case PASS, TIMEOUT, ERROR, EXCLUDED -> "";
          };
      return new Outcome(name, status, used, steps, difference, ms, detail);
    }
  }

  private static String told(List<Gap> gaps) {
    return String.join("; ", gaps.stream().map(Gap::toString).toList());
  }

  private static String said(Throwable e) {
    var message = e.getMessage();
    return message == null || !isOurs(e) ? e.toString() + place(e) : message;
  }

  private static boolean isOurs(Throwable e) {
    return e instanceof IllegalArgumentException
        || e instanceof IllegalStateException
        || e instanceof LaunchException
        || e instanceof java.io.UncheckedIOException;
  }

  /// Where a bug of ours shows.
  private static String place(Throwable e) {
    return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
  }

  private static double ms(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }
}
