package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ashlar.backend.Executable;
import org.ashlar.ir.Carried;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Input;
import org.ashlar.ir.Operator;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.Text;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;
import org.ashlar.ir.Verify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.KernelProvider;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Narrowing;
import org.ashlar.ir.stage.Precision;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Tuning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request on its way through the stages: rules, placement, then for each part lowering,
/// layout, schedule, memory plan, code.
final class Compilation {
  private static final Logger LOG = LoggerFactory.getLogger(Compiler.class);

  private final Registry registry;
  private final Settings settings;
  private final Request request;
  private final java.util.function.Function<OperatorId, Optional<String>> seen;
  private final Dump dump;
  private final Arrangements arrangements;
  private final Schedules schedules;
  private final Tuning tuning;
  private final Plans plans;
  private final Seamed.Compile compile;
  private final boolean told;
  private final Map<String, String> versions = new TreeMap<>();
  private final Map<String, Long> workspace = new HashMap<>();
  private final List<Optional<Timing>> timings = new ArrayList<>();
  private long naive;

  /// @param keep whether the texts of the stages are kept
  /// @param plans those made before, used where nobody wants to be told how they are made
  /// @param compile for the parts of a function that is cut
  /// @param seen who provided an operator in the past
  Compilation(
      Registry registry,
      Settings settings,
      Request request,
      boolean keep,
      Plans plans,
      Seamed.Compile compile,
      java.util.function.Function<OperatorId, Optional<String>> seen) {
    this.registry = registry;
    this.settings = settings;
    this.request = request;
    this.seen = seen;
    this.plans = plans;
    this.compile = compile;
    this.told = keep || settings.debug() >= 3 || settings.dump().isPresent();
    this.dump = new Dump(settings, request.function().name(), keep, Blame.of(registry));
    this.arrangements = new Arrangements(registry, settings, dump, this::used);
    this.tuning = Stages.tuning(registry);
    this.schedules = new Schedules(registry, tuning, settings, dump, this::used);
  }

  Explanation explanation() {
    return dump.explanation();
  }

  Program program() {
    var given = request.function();
    dump.stage("function", 5, () -> Text.of(given));
    checkKnown(given);
    Sizes.check(request);
    if (settings.verify() >= 1) {
      Verify.function(given);
    }
    versions.putAll(request.derivedBy());
    var function = Unfold.hostFunctions(given);
    var counting = new HashSet<>(DataSizes.of(function.outputs()).values());
    if (!counting.isEmpty()) {
      return cut(function, counting);
    }
    return program(narrow(rules(copy(function))));
  }

  /// The function with calls of the host between its parts.
  private Program cut(Function function, Set<Value> calls) {
    if (!request.fallback()) {
      var names = calls.stream().map(call -> call.op().name()).distinct().sorted().toList();
      throw new Missing(
          String.join(", ", names) + ": runs on the host only; provided by: host; fallback is off");
    }
    var seam = Seam.of(function, calls::contains);
    var program = Seamed.of(request, function, seam, settings, compile);
    dump.stage("cut", 5, program::text);
    return program;
  }

  /// Control flow that the host runs. Inside composed operators it is brought to the light first.
  private Program hosted(Function simplified, Set<Value> calls) {
    var composed = new HashSet<>(calls);
    composed.removeIf(call -> Unfold.isControl(Unfold.meaning(call)));
    return composed.isEmpty()
        ? cut(simplified, calls)
        : program(rules(copy(Unfold.apply(simplified, composed::contains))));
  }

  private Program program(Function simplified) {
    var function = request.function();
    noteOperators(simplified);

    var lowering = used(Stages.best(registry, Lowering.class));
    var machines = Machine.of(registry, request.device().or(settings::device), dump);
    settings.tell(
        1,
        "devices: "
            + machines.stream()
                .map(m -> m + " (" + m.backend().label() + ")")
                .collect(Collectors.joining(", ")));
    var placement =
        Placement.of(
            simplified, machines, lowering, request.fallback(), plans, makers(lowering), dump);
    var control = placement.control();
    if (!control.isEmpty()) {
      dump.stage("placement", 5, () -> placement.text(simplified));
      return hosted(simplified, control);
    }
    var better =
        Better.of(simplified, placement, registry.find(KernelProvider.class), dump, this::used);
    dump.stage("placement", 5, () -> placement.text(simplified) + better.text());
    placement.refusals().forEach(r -> LOG.info("{}: {}", function.name(), r));

    var settle = settle(simplified, placement);
    var stretches = Cut.of(simplified, placement, better.kernels().keySet(), settle);
    var parts = new ArrayList<Program.Part>();
    for (var stretch : stretches.first()) {
      parts.add(part(stretch, lowering, better, Set.of(), " (" + stretch.function().name() + ")"));
    }
    workspace.clear();
    naive = 0;
    for (var stretch : stretches.rest()) {
      var label = stretches.rest().size() == 1 ? "" : " (" + stretch.function().name() + ")";
      parts.add(part(stretch, lowering, better, settle.standing(), label));
    }
    long peak = workspace.values().stream().mapToLong(n -> n).sum();
    settings.tell(
        1,
        "%s: %s; workspace %d bytes (a place for every buffer: %d)"
            .formatted(
                function.name(),
                parts.stream()
                    .skip(stretches.first().size())
                    .map(p ->
                        Kernels.of(p.plan()).size()
                            + " kernels on "
                            + p.target().name()
                            + " ("
                            + p.backend().label()
                            + ")")
                    .collect(Collectors.joining(", ")),
                peak,
                naive));
    return new Compiled(
        request,
        simplified,
        parts,
        timings,
        Wiring.of(simplified, stretches, settle),
        versions,
        peak,
        naive,
        settings);
  }

  /// What the parts before the others compute once. A run of a program that updates a variable
  /// changes it: such a variable is none of those.
  private Settle settle(Function function, Placement placement) {
    var standing = new HashSet<>(request.variables());
    standing.removeAll(request.updates().values());
    if (!settings.settle()) {
      return Settle.nothing(function, standing);
    }
    var settle = Settle.of(function, standing, v -> placement.machine(v) == Host.MACHINE);
    if (!settle.values().isEmpty()) {
      dump.stage("settle", 5, settle::text);
    }
    return settle;
  }

  /// The function in the precision that was asked for, and the rules once more.
  private Function narrow(Function function) {
    if (request.precision() == Precision.F32) {
      return function;
    }
    var narrowing = used(Stages.best(registry, Narrowing.class));
    var standing = new HashSet<>(request.variables());
    standing.removeAll(request.updates().values());
    var notes = new ArrayList<String>();
    var narrow =
        Plugin.call(
            narrowing,
            "precision",
            "narrowing",
            dump,
            () -> narrowing.service().narrow(function, standing, request.precision(), notes::add));
    if (settings.verify() >= 1) {
      Verify.function(narrow);
    }
    notes.forEach(note -> settings.tell(1, function.name() + ": " + note));
    dump.stage("precision", 5, () -> String.join("\n", notes) + "\n" + Text.of(narrow));
    return rules(narrow);
  }

  private Function rules(Function function) {
    var rules =
        registry.find(Rule.class).stream()
            .filter(r -> settings.fastMath() || !r.service().isFastMath())
            .toList();
    rules.forEach(this::used);
    var check =
        settings.verify() < 2 || settings.fastMath()
            ? Optional.<RuleCheck>empty()
            : registry.find(Evaluator.class).stream()
                .findFirst()
                .map(e -> new RuleCheck(e.service()));
    var rewriter = new Rewriter(rules, settings, dump, check);
    var simplified = rewriter.apply(function);
    if (settings.verify() >= 1) {
      verify(simplified, rewriter);
    }
    dump.stage(
        "rules",
        5,
        () ->
            Text.of(simplified)
                + "\n"
                + rewriter.applications().entrySet().stream()
                    .map(e -> e.getKey() + ": " + e.getValue() + "\n")
                    .collect(Collectors.joining()));
    return simplified;
  }

  private void verify(Function simplified, Rewriter rewriter) {
    try {
      Verify.function(simplified);
    } catch (IllegalArgumentException e) {
      var message =
          "rules: made a wrong function: "
              + e.getMessage()
              + "; rules that applied: "
              + rewriter.applications();
      throw new Defect("rules", message, dump.write("rules", message));
    }
  }

  /// @param standing the values that keep their numbers from run to run
  private Program.Part part(
      Cut.Stretch stretch,
      Provider<Lowering> lowering,
      Better better,
      Set<Value> standing,
      String label) {
    var machine = stretch.machine();
    used(machine.backend());
    if (machine == Host.MACHINE) {
      var calls = Host.compile(stretch.function());
      timings.add(Optional.empty());
      return new Program.Part(machine.backend(), machine.target(), calls.plan(), calls);
    }
    var kernel = better.plan(stretch);
    var plan = kernel.orElseGet(() -> plan(stretch, lowering, label));
    var memory = Sooner.of(plan);
    naive = Math.addExact(naive, memory.naive());
    workspace.merge(machine.target().name(), memory.peak(), Math::max);
    dump.stage("memory" + label, 5, memory::text);
    var constant = constant(memory.plan(), stretch, standing);
    var executable = executable(machine, memory.plan(), constant);
    dump.stage("code" + label, 4, executable::listing);
    timings.add(
        settings.debug() >= 2 ? Timing.of(memory.plan(), machine, constant) : Optional.empty());
    return new Program.Part(machine.backend(), machine.target(), memory.plan(), executable);
  }

  private Plan plan(Cut.Stretch stretch, Provider<Lowering> lowering, String label) {
    var target = stretch.machine().target();
    if (told) {
      return scheduled(stretch, lowering, label);
    }
    arrangements.providers().forEach(this::used);
    schedules.best().ifPresent(this::used);
    var makers = makers(lowering);
    arrangements.providers().forEach(p -> makers.add(p.id()));
    makers.addAll(schedules.ids());
    makers.add(tuning.state());
    return plans.of(stretch.function(), target, makers, () -> scheduled(stretch, lowering, label));
  }

  private Plan scheduled(Cut.Stretch stretch, Provider<Lowering> lowering, String label) {
    var target = stretch.machine().target();
    var lowered = lower(stretch, lowering, label);
    return schedules.apply(arrangements.apply(lowered, target, label), target, label);
  }

  /// Whose hand is in a plan: the lowering, and the operators, whose meanings do not stand in a
  /// function's text.
  private List<Long> makers(Provider<Lowering> lowering) {
    var makers = new ArrayList<>(List.of(lowering.id()));
    registry.find(Operator.class).stream().map(Provider::id).sorted().forEach(makers::add);
    return makers;
  }

  private Plan lower(Cut.Stretch stretch, Provider<Lowering> lowering, String label) {
    var notes = new ArrayList<String>();
    var lowered =
        Plugin.call(
            lowering,
            "lower",
            "lowering",
            dump,
            () ->
                lowering
                    .service()
                    .lower(stretch.function(), stretch.machine().target(), notes::add));
    if (settings.verify() >= 1) {
      PlanCheck.check(lowered, stretch.function(), lowering, dump);
    }
    dump.stage(
        "lower" + label,
        5,
        () ->
            notes.stream().map(n -> n + "\n").collect(Collectors.joining())
                + KernelText.of(lowered));
    return lowered;
  }

  /// The plan's inputs that keep their contents from launch to launch.
  private static Set<Buffer> constant(Plan plan, Cut.Stretch stretch, Set<Value> standing) {
    var constant = new LinkedHashSet<Buffer>();
    for (int i = 0; i < plan.inputs().size(); i++) {
      if (standing.contains(stretch.inputs().get(i))) {
        constant.add(plan.inputs().get(i));
      }
    }
    return constant;
  }

  private Executable executable(Machine machine, Plan plan, Set<Buffer> constant) {
    return Plugin.call(
        machine.backend(),
        "compile",
        "backend " + machine,
        dump,
        () -> machine.backend().service().compile(plan, machine.target(), constant, tuning));
  }

  /// The function in a graph of its own: rules make values, and a graph belongs to one thread.
  private static Function copy(Function function) {
    var graph = new Graph();
    var inputs = function.inputs().stream().map(i -> graph.apply(i.op())).toList();
    return new Function(
        function.name(), inputs, Inline.apply(function, inputs, graph), function.outputNames());
  }

  private void checkKnown(Function function) {
    var missing =
        Carried.values(function).stream()
            .filter(value -> value.op() instanceof Unknown)
            .map(value -> value.op().id())
            .distinct()
            .map(id ->
                id
                    + ": nobody present provides this operator"
                    + seen.apply(id)
                        .map(who -> "; provided by: " + who + ", which left")
                        .orElse(""))
            .toList();
    if (!missing.isEmpty()) {
      throw new Missing(String.join("; ", missing));
    }
  }

  private void noteOperators(Function function) {
    var providers = new HashMap<Class<?>, Provider<Operator>>();
    registry.find(Operator.class).forEach(p -> providers.putIfAbsent(p.service().getClass(), p));
    for (var value : Carried.values(function)) {
      var provider = providers.get(value.op().getClass());
      if (provider != null && !(value.op() instanceof Input)) {
        used(provider);
      }
    }
  }

  private <S> Provider<S> used(Provider<S> provider) {
    versions.putIfAbsent(provider.bundle(), provider.version());
    return provider;
  }
}
