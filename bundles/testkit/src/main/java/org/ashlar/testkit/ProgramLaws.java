package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Registry;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.Function;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Text;
import org.ashlar.ir.Verify;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Rule;
import org.ashlar.testkit.RandomFunction.Program;

/// Random programs over operators: what every device computes, what random applications of the
/// rules in random order make of them, and what random schedules of their kernels compute, is what
/// the reference computes.
///
/// A program that breaks a law is made as small as it can be and told as text, with its seed;
/// `-Dashlar.seed=N` starts there again.
public final class ProgramLaws implements Lawful {
  private final List<OperatorLaws> operators;
  private final int programs;
  private final int calls;
  private final long seed = Samples.newSeed();

  /// @param operators whose cases are the calls that programs are made of
  /// @param programs how many are tried a law
  /// @param calls how many calls a program has
  public ProgramLaws(List<OperatorLaws> operators, int programs, int calls) {
    this.operators = List.copyOf(operators);
    this.programs = programs;
    this.calls = calls;
  }

  @Override
  public String subject() {
    return "random programs";
  }

  @Override
  public List<Law> laws(Registry registry) {
    var told = " (seed " + seed + ")";
    var laws = new ArrayList<Law>();
    for (var backend : registry.find(Backend.class)) {
      for (var target : backend.service().targets()) {
        laws.add(
            new Law(
                "numbers on " + target.name() + told,
                () -> {
                  try (var compiler = new Compiler(registry, Settings.standard())) {
                    return all(
                        registry,
                        (what, program, _, expected) ->
                            DeviceLaw.afterAllStages(
                                what,
                                compiler,
                                target,
                                program.function(),
                                program.data(),
                                expected));
                  }
                }));
      }
    }
    laws.add(new Law("rewrites" + told, () -> all(registry, new Rewrites(registry))));
    laws.add(new Law("schedules" + told, () -> all(registry, new Schedules(registry))));
    return laws;
  }

  /// A law of one program.
  @FunctionalInterface
  private interface Try {
    /// @return how many elements were compared
    long of(String what, Program program, long seed, List<Evaluator.Result> expected);
  }

  private long all(Registry registry, Try law) {
    var evaluator = Blocks.best(registry, Evaluator.class);
    long checked = 0;
    for (int i = 0; i < programs; i++) {
      long mine = seed + i;
      var program = RandomFunction.of(operators, calls, mine);
      var wrong = defect(evaluator, law, program, mine);
      if (wrong.isPresent()) {
        var small = new Shrink(evaluator, p -> again(evaluator, law, p, mine)).of(program);
        throw Laws.broken(
            told(small, mine, again(evaluator, law, small, mine).orElse(wrong.get())));
      }
      checked += program.function().outputs().size();
    }
    return checked;
  }

  /// A smaller program meets other rewrites and schedules by the same seed, so others are tried
  /// too.
  private static Optional<String> again(Evaluator evaluator, Try law, Program program, long seed) {
    try {
      evaluator.evaluate(program.function(), program.data());
    } catch (RuntimeException refused) {
      return Optional.empty();
    }
    return LongStream.range(seed, seed + 4)
        .mapToObj(s -> defect(evaluator, law, program, s))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> defect(Evaluator evaluator, Try law, Program program, long seed) {
    try {
      law.of("program", program, seed, evaluator.evaluate(program.function(), program.data()));
      return Optional.empty();
    } catch (AssertionError | RuntimeException | StackOverflowError e) {
      return Optional.of(String.valueOf(e));
    }
  }

  private static String told(Program program, long seed, String defect) {
    var text = new StringBuilder("-Dashlar.seed=" + seed + ": " + defect + "\n");
    text.append(Text.of(program.function())).append("\n");
    for (int i = 0; i < program.data().size(); i++) {
      text.append("# ").append(program.function().inputNames().get(i)).append(" = ");
      var numbers = program.data().get(i);
      for (long k = 0; k < numbers.elements(); k++) {
        text.append(k == 0 ? "" : ", ").append(numbers.get(k));
      }
      text.append("\n");
    }
    return text.toString();
  }

  /// Rules in random order at random places.
  private record Rewrites(Registry registry) implements Try {
    private static final int TRIES = 200;

    @Override
    public long of(String what, Program program, long seed, List<Evaluator.Result> expected) {
      var rules =
          registry.find(Rule.class).stream()
              .map(p -> p.service())
              .filter(r -> !r.isFastMath())
              .toList();
      var random = new Random(seed);
      var function = program.function();
      var fired = new ArrayList<String>();
      for (int i = 0; i < TRIES; i++) {
        var values = Walk.order(function.outputs());
        var value = values.get(random.nextInt(values.size()));
        var rule = rules.get(random.nextInt(rules.size()));
        var better = rule.apply(value);
        if (better != value) {
          fired.add(rule.name());
          var replaced = new java.util.HashMap<org.ashlar.ir.Value, org.ashlar.ir.Value>();
          function.inputs().forEach(input -> replaced.put(input, input));
          replaced.put(value, better);
          var outputs = Inline.apply(function.outputs(), replaced, value.graph());
          function = Function.of(function.name(), function.inputs(), outputs);
        }
      }
      Verify.function(function);
      var evaluated = Blocks.best(registry, Evaluator.class).evaluate(function, program.data());
      long checked = 0;
      for (int i = 0; i < expected.size(); i++) {
        checked += Closeness.require(what + " after " + fired, expected.get(i), evaluated.get(i));
      }
      return checked;
    }
  }

  /// Random steps on every kernel, run by the reference.
  private record Schedules(Registry registry) implements Try {
    @Override
    public long of(String what, Program program, long seed, List<Evaluator.Result> expected) {
      if (Applied.isOpaque(program.function())) {
        return 0;
      }
      var backend = DeviceLaw.reference(registry);
      var target = backend.targets().getFirst();
      var plan = Blocks.best(registry, Lowering.class).lower(program.function(), target);
      var scheduled = new RandomSchedule(seed).apply(plan);
      return DeviceLaw.run(what, backend, target, scheduled, program.data(), expected);
    }
  }
}
