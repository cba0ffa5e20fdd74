package org.ashlar.models.tune;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.ir.stage.Tuning;

/// Looks for facts under which one kernel runs faster: one fact after the other, each candidate in
/// turns with the best so far, first for the scheduler and then for the backend.
final class Search {
  private final Registry registry;
  private final Backend backend;
  private final Device device;
  private final Race race;
  private final Keeper keeper;
  private int tried;

  /// Takes winners as they are found.
  @FunctionalInterface
  interface Keeper {
    void keep(Tuning.Stage stage, Kernel kernel, Map<String, Double> facts, double ratio);
  }

  /// What was found for a kernel.
  ///
  /// @param nanos of one run as heuristics choose
  /// @param ratio of that to what was found; 1 where it was nothing
  record Found(double nanos, double ratio, Map<String, Double> schedule, Map<String, Double> code) {
    static Found nothing(double nanos) {
      return new Found(nanos, 1, Map.of(), Map.of());
    }
  }

  Search(Registry registry, Backend backend, Device device, Race race, Keeper keeper) {
    this.registry = registry;
    this.backend = backend;
    this.device = device;
    this.race = race;
    this.keeper = keeper;
  }

  /// How many candidates were measured.
  int tried() {
    return tried;
  }

  /// The time of a kernel as heuristics choose; empty where it does not run on random numbers.
  Optional<Double> time(Subject subject) {
    try (var one = candidate(subject, subject.kernel(), Map.of())) {
      return Optional.of(race.of(one::run, one::run).nanos());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private Candidate candidate(Subject subject, Kernel kernel, Map<String, Double> facts) {
    return new Candidate(device, kernel, Candidate.compile(backend, subject, kernel, facts));
  }

  /// @param before the kernel before it was scheduled
  /// @param goesOn whether there is time for one more candidate
  Found of(Subject subject, Kernel before, BooleanSupplier goesOn) {
    var found = new Best(subject, subject.kernel());
    try {
      boolean wasScheduled = before != subject.kernel();
      var schedule =
          wasScheduled ? schedules(subject, before, found, goesOn) : Map.<String, Double>of();
      var code = codes(subject, found, goesOn);
      return new Found(found.nanos, found.ratio, schedule, code);
    } finally {
      found.close();
    }
  }

  /// The best so far, loaded.
  private final class Best {
    final Subject subject;
    Kernel kernel;
    Candidate candidate;
    double ratio = 1;
    double nanos;
    private final List<Executable> seen = new ArrayList<>();

    Best(Subject subject, Kernel kernel) {
      this.subject = subject;
      this.kernel = kernel;
      candidate = candidate(subject, kernel, Map.of());
      seen.add(candidate.executable());
      nanos = race.of(candidate::run, candidate::run).nanos();
    }

    /// Whether another is better; then it is the best from now on.
    boolean loses(Kernel other, Map<String, Double> facts) {
      Candidate challenger;
      try {
        var compiled = Candidate.compile(backend, subject, other, facts);
        if (seen.stream().anyMatch(one -> isSame(one, compiled))) {
          return false;
        }
        seen.add(compiled);
        challenger = new Candidate(device, other, compiled);
      } catch (RuntimeException e) {
        return false; // what the backend refuses is no candidate
      }
      tried++;
      var result = race.of(candidate::run, challenger::run);
      if (result.isBetter()) {
        candidate.close();
        candidate = challenger;
        kernel = other;
        ratio *= result.ratio();
        return true;
      }
      challenger.close();
      return false;
    }

    private boolean isSame(Executable one, Executable other) {
      return one.codeBytes() == other.codeBytes() && one.listing().equals(other.listing());
    }

    void close() {
      candidate.close();
    }
  }

  private Map<String, Double> schedules(
      Subject subject, Kernel before, Best best, BooleanSupplier goesOn) {
    var facts = new TreeMap<String, Double>();
    var texts = new HashSet<String>(List.of(KernelText.of(subject.kernel())));
    Options.of(Tuning.Stage.SCHEDULE, subject)
        .forEach((fact, values) -> {
          for (double value : values) {
            if (!goesOn.getAsBoolean()) {
              return;
            }
            var other = new TreeMap<>(facts);
            other.put(fact, value);
            var kernel = scheduled(before, subject, other);
            if (kernel.isPresent()
                && texts.add(KernelText.of(kernel.get()))
                && best.loses(kernel.get(), Map.of())) {
              facts.put(fact, value);
              keeper.keep(Tuning.Stage.SCHEDULE, before, facts, best.ratio);
            }
          }
        });
    return facts;
  }

  /// A kernel as the first scheduler that has steps schedules it under some facts.
  private Optional<Kernel> scheduled(Kernel kernel, Subject subject, Map<String, Double> facts) {
    try {
      for (var scheduler : registry.find(Scheduler.class)) {
        var steps = scheduler.service().schedule(kernel, subject.target().with(facts));
        if (!steps.isEmpty()) {
          return Optional.of(new Schedule(steps).apply(kernel));
        }
      }
    } catch (RuntimeException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private Map<String, Double> codes(Subject subject, Best best, BooleanSupplier goesOn) {
    var facts = new TreeMap<String, Double>();
    var kernel = best.kernel;
    Options.of(Tuning.Stage.CODE, subject)
        .forEach((fact, values) -> {
          for (double value : new ArrayList<>(values)) {
            if (!goesOn.getAsBoolean()) {
              return;
            }
            var other = new TreeMap<>(facts);
            other.put(fact, value);
            if (best.loses(kernel, other)) {
              facts.put(fact, value);
              keeper.keep(Tuning.Stage.CODE, kernel, facts, best.ratio);
            }
          }
        });
    return facts;
  }
}
