package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ashlar.backend.Support;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.stage.Lowering;

/// Which machine runs each operator of a function.
///
/// Every operator is lowered alone, unfused and unscheduled, and offered to the machines in their
/// order; the first that supports all its kernels takes it. What only a host function knows runs on
/// the host, and so does control flow that the first machine does not hold as a whole: its bodies
/// are then placed by themselves.
///
/// @param machines one for each call, by its first result
/// @param refusals why an operator is not on the first machine: a line for each operator and
///   machine that refused
record Placement(Map<Value, Machine> machines, List<String> refusals) {
  /// An operator with the types of its arguments: placed once, however often it is called.
  private record Question(Operator op, List<Type> args) {}

  private record Verdict(Machine machine, List<String> refusals) {}

  /// @param fallback whether a machine after the first may be asked
  /// @param makers the registrations that a plan depends on
  /// @throws Missing when nothing takes an operator
  static Placement of(
      Function function,
      List<Machine> machines,
      Provider<Lowering> lowering,
      boolean fallback,
      Plans plans,
      List<Long> makers,
      Dump dump) {
    var questions = new IdentityHashMap<Value, Question>();
    var open = new LinkedHashMap<Question, Value>();
    for (var value : Walk.order(function.outputs())) {
      if (!(value.op() instanceof Input)) {
        var question = new Question(value.op(), value.args().stream().map(Value::type).toList());
        questions.put(value, question);
        open.putIfAbsent(question, value);
      }
    }
    var asked = new Asked(lowering, plans, List.copyOf(makers), dump);
    var answers =
        LargeStack.all(
            "place " + function.name(),
            machines.getFirst().target().cores(),
            open.values().stream()
                .<Supplier<Verdict>>map(value -> () -> asked.place(value, machines, fallback))
                .toList());
    var verdicts = new HashMap<Question, Verdict>();
    var refusals = new LinkedHashMap<String, String>();
    for (var question : open.keySet()) {
      var verdict = answers.get(verdicts.size());
      verdicts.put(question, verdict);
      verdict.refusals().forEach(r -> refusals.put(r, r));
    }
    var placed = new IdentityHashMap<Value, Machine>();
    questions.forEach((value, question) ->
        placed.put(first(value), Objects.requireNonNull(verdicts.get(question)).machine()));
    return new Placement(placed, List.copyOf(refusals.values()));
  }

  /// The first result of the call that a value comes from: stands for the call.
  static Value first(Value value) {
    return value.results().getFirst();
  }

  Machine machine(Value value) {
    return Objects.requireNonNull(machines.get(first(value)));
  }

  /// The calls of control flow that the host runs, each by its first result; composed ones among
  /// them have to be opened.
  Set<Value> control() {
    var calls = new LinkedHashSet<Value>();
    machines.forEach((call, machine) -> {
      if (machine == Host.MACHINE && !Unfold.isOpaque(Unfold.meaning(call))) {
        calls.add(call);
      }
    });
    return calls;
  }

  String text(Function function) {
    var counts = new LinkedHashMap<String, Map<String, Integer>>();
    for (var value : Walk.order(function.outputs())) {
      if (!(value.op() instanceof Input) && value == first(value)) {
        counts
            .computeIfAbsent(machine(value).toString(), m -> new LinkedHashMap<>())
            .merge(value.op().name(), 1, Integer::sum);
      }
    }
    var lines =
        counts.entrySet().stream()
            .map(e ->
                e.getKey()
                    + ": "
                    + e.getValue().entrySet().stream()
                        .map(o -> o.getKey() + (o.getValue() == 1 ? "" : " x " + o.getValue()))
                        .collect(Collectors.joining(", ")))
            .collect(Collectors.toCollection(ArrayList::new));
    lines.addAll(refusals);
    return String.join("\n", lines) + "\n";
  }

  /// Asks machines about single operators.
  private record Asked(Provider<Lowering> lowering, Plans plans, List<Long> makers, Dump dump) {
    Verdict place(Value value, List<Machine> machines, boolean fallback) {
      if (value.op() instanceof Unknown) {
        throw new Missing(value.op().id() + ": nobody provides this operator now");
      }
      var refusals = new ArrayList<String>();
      boolean hosted = isHosted(value);
      boolean control = hosted && !isOpaque(value);
      for (var machine : fallback && !control ? machines : machines.subList(0, 1)) {
        var support = ask(value, machine);
        if (support.yes()) {
          return new Verdict(machine, refusals);
        }
        refusals.add(value.op().name() + ": not on " + machine + ": " + support.reason());
      }
      if (fallback && hosted) {
        return new Verdict(Host.MACHINE, refusals);
      }
      throw nobody(value, machines, fallback, refusals);
    }

    /// `topk: no kernel on npu and no meaning to derive one from; provided by: cpu, reference`
    private Missing nobody(
        Value value, List<Machine> machines, boolean fallback, List<String> refusals) {
      var name = value.op().name();
      if (fallback) {
        return new Missing(name + ": no device present runs it: " + String.join("; ", refusals));
      }
      var others =
          machines.subList(1, machines.size()).stream()
              .filter(m -> ask(value, m).yes())
              .map(Machine::toString)
              .collect(Collectors.toCollection(ArrayList::new));
      if (isHosted(value)) {
        others.add("host");
      }
      var first = machines.getFirst();
      var facts =
          isOpaque(value)
              ? "no kernel on " + first + " and no meaning to derive one from"
              : refusals.getFirst().substring(name.length() + 2);
      return new Missing(
          name
              + ": "
              + facts
              + "; provided by: "
              + (others.isEmpty() ? "nobody present" : String.join(", ", others))
              + "; fallback is off");
    }

    private Support ask(Value value, Machine machine) {
      var alone = alone(value);
      Plan plan;
      try {
        plan =
            plans.of(
                alone,
                machine.target(),
                makers,
                () ->
                    Plugin.ask(
                        lowering,
                        "lower",
                        "lowering",
                        dump,
                        () -> lowering.service().lower(alone, machine.target())));
      } catch (IllegalArgumentException e) {
        return Support.no(String.valueOf(e.getMessage()));
      }
      for (var kernel : Kernels.of(plan)) {
        var support = machine.supports(kernel, dump);
        if (!support.yes()) {
          return support;
        }
      }
      return Support.YES;
    }

    private static boolean isOpaque(Value value) {
      return Unfold.isOpaque(Unfold.meaning(value));
    }

    /// What the host can do: host functions, and control flow, also inside a composed operator.
    private static boolean isHosted(Value value) {
      var meaning = Unfold.meaning(value);
      return Unfold.isOpaque(meaning)
          || Unfold.isControl(meaning)
          || Unfold.holds(value, Unfold::isControl);
    }

    /// The function that is this one operator.
    private static Function alone(Value value) {
      var graph = new Graph();
      var inputs =
          IntStream.range(0, value.args().size())
              .mapToObj(i -> graph.input("a" + i, value.arg(i).type()))
              .toList();
      return Function.of(value.op().name(), inputs, graph.applyAll(value.op(), inputs));
    }
  }
}
