package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;
import org.ashlar.ir.stage.Keep;

/// From a function to a program that runs: asks the blocks that a registry has, in order, and plans
/// memory.
///
/// It keeps programs that it compiled, by text, until a block arrives or leaves; then none of their
/// objects stay here. Safe for use by several threads. Blocks run on a thread with a large stack
/// while the caller waits.
public final class Compiler implements AutoCloseable {
  private final Registry registry;
  private final Settings settings;
  private final Plans plans;
  private final Cache cache;
  private final InFlight inFlight;
  private final Operators operators;
  private final Registry.Handle handle;

  public Compiler(Registry registry, Settings settings) {
    this.registry = registry;
    this.plans = new Plans();
    this.settings = settings;
    this.operators = new Operators(registry);
    this.cache = new Cache();
    this.inFlight = new InFlight(settings.drain());
    this.handle =
        registry.listen(
            new Registry.Listener() {
              @Override
              public void arrived(Class<?> service, Provider<?> provider) {
                operators.remember(provider);
                cache.clear();
              }

              @Override
              public void leaving(Class<?> service, Provider<?> provider) {
                cache.clear();
                inFlight.await(provider.label());
                cache.clear();
              }
            });
    registry.find(Operator.class).forEach(operators::remember);
  }

  public Settings settings() {
    return settings;
  }

  /// Reads a function against the operators present; of two with one identity the better provider's
  /// is taken. An operator that nobody provides becomes an {@link org.ashlar.ir.Unknown}.
  ///
  /// @throws IllegalArgumentException when the text is not a function, or an operator refuses its
  ///   arguments
  public Function parse(String text) {
    return work("parse", () -> operators.parse(text));
  }

  /// Who provided an operator last, also when it has left: symbolic name and version.
  public Optional<String> lastProvider(OperatorId id) {
    return operators.lastProvider(id);
  }

  /// Makes a program of a function; one made before for the same text, request and blocks is given
  /// again.
  ///
  /// @throws IllegalArgumentException when the request does not fit the function
  /// @throws Missing when no block or device present can do what the function needs
  /// @throws Defect when a block fails
  public Program compile(Request request) {
    return work(
        "compile " + request.function().name(),
        () -> {
          long epoch = cache.epoch();
          var key =
              Text.of(request.function())
                  + "\n"
                  + request.variables().stream().sorted().toList()
                  + request.updates().entrySet().stream()
                      .sorted(Map.Entry.comparingByKey())
                      .toList()
                  + request.device()
                  + request.fallback()
                  + request.derivedBy()
                  + request.precision()
                  + "\n"
                  + Stages.fingerprint(registry)
                  + Stages.tuning(registry).state();
          return cache
              .find(key)
              .orElseGet(() -> {
                var program = compilation(request, false).program();
                cache.keep(key, program, epoch);
                return program;
              });
        });
  }

  /// The program of a request at every stage, as text.
  public Explanation explain(Request request) {
    return work(
        "explain " + request.function().name(),
        () -> {
          return explanation(request);
        });
  }

  /// Where a program is cut, the stages of its pieces follow, with their names.
  private Explanation explanation(Request request) {
    var compilation = compilation(request, true);
    var program = compilation.program();
    var stages = new ArrayList<>(compilation.explanation().stages());
    if (program instanceof Seamed seamed) {
      for (var piece : seamed.pieces()) {
        for (var stage : explanation(piece.request()).stages()) {
          var of = " (" + piece.request().function().name();
          stages.add(
              new Explanation.Stage(
                  stage.name().contains(" (") ? stage.name() : stage.name() + of + ")",
                  stage.text()));
        }
      }
    }
    return new Explanation(stages);
  }

  /// The function with the gradients of its output `of` as more outputs, `d_<input>` for each input
  /// named in `by`.
  ///
  /// @throws IllegalArgumentException when a name is unknown, or an operator on the way has no
  ///   derivative
  public Function gradient(Function function, String of, List<String> by) {
    return derived(
        "gradient", function, autodiff -> autodiff.gradient(function, of, by, settings.states()));
  }

  /// The function in forward mode: with a direction `t_<input>` as one more input for each input
  /// named in `by`, and for each output of floats one more, `t_<output>`, how fast it grows in that
  /// direction.
  ///
  /// @throws IllegalArgumentException when a name is unknown, or an operator on the way has no
  ///   derivative
  public Function tangent(Function function, List<String> by) {
    return derived("tangent", function, autodiff -> autodiff.tangent(function, by));
  }

  /// The function with gradients, `d_<input>`, and with products of the matrix of second
  /// derivatives of its output `of` with a direction: one more input `t_<input>` and one more
  /// output `h_<input>` for each input named in `by`. The directions of all inputs together are one
  /// vector.
  ///
  /// @throws IllegalArgumentException when a name is unknown, or an operator on the way has no
  ///   derivative
  public Function hessianProduct(Function function, String of, List<String> by) {
    return derived("hessian", function, autodiff -> Curvature.of(autodiff, function, of, by));
  }

  /// The gradient of a single call ({@link Autodiff#pullback}), for those who record calls one by
  /// one.
  ///
  /// @throws IllegalArgumentException when the operator has no derivative
  public Function pullback(Operator operator, List<Type> arguments, List<Integer> by) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    arguments.forEach(type -> inputs.add(graph.input("a" + inputs.size(), type)));
    var call = Function.of(operator.name(), inputs, graph.applyAll(operator, inputs));
    return derived("gradient", call, autodiff -> autodiff.pullback(operator, arguments, by));
  }

  /// The function with all first derivatives of its output `of` by each input named in `by`:
  /// outputs `j_<input>`, whose shape is that of the output followed by that of the input.
  ///
  /// @throws IllegalArgumentException when a name is unknown, an operator on the way has no
  ///   derivative, or it cannot be batched
  public Function jacobian(Function function, String of, List<String> by) {
    return derived(
        "jacobian",
        function,
        autodiff -> {
          var batching = Stages.best(registry, Batching.class).service();
          return Jacobian.of(autodiff, batching, function, of, by);
        });
  }

  /// What the engine of derivatives that the settings choose makes of a function.
  private Function derived(
      String what, Function function, java.util.function.Function<Autodiff, Function> derive) {
    return work(
        what + " " + function.name(),
        () -> {
          var autodiff = Stages.autodiff(registry, settings.autodiff());
          var dump = new Dump(settings, function.name(), false, Blame.of(registry));
          dump.stage("function", 7, () -> Text.of(function));
          return Plugin.ask(
              autodiff, "autodiff", "autodiff", dump, () -> derive.apply(autodiff.service()));
        });
  }

  /// The function for many examples at once ({@link Batching#batch}).
  ///
  /// @param inputs those that have an example each; the others are the same for all
  /// @throws IllegalArgumentException when a name is unknown, or an operator cannot be batched
  public Function batch(Function function, Set<String> inputs, Expr size) {
    return work(
        "batch " + function.name(),
        () -> {
          var batching = Stages.best(registry, Batching.class);
          var dump = new Dump(settings, function.name(), false, Blame.of(registry));
          return Plugin.ask(
              batching,
              "batching",
              "batching",
              dump,
              () -> batching.service().batch(function, inputs, size));
        });
  }

  /// A training step as a request: runs the program, derives the gradients of one output, and
  /// applies an update to each variable.
  ///
  /// The update is a function in text, written for scalars and applied to each variable in its own
  /// shape. Its inputs `value` and `gradient` are the variable and its gradient. An input that is
  /// also an output is state that each variable has for itself: the variable `<variable>.<state>`
  /// of the same type. Any other input is an input of the whole step. Its output `value` is the
  /// variable's new number.
  ///
  /// An update may have several stages. Those before the last either give `gradient`, the gradient
  /// for the stages that follow, and states; or only totals. A total goes from variable to
  /// variable, in the order of `by`, and begins with the input of its name; later stages read it by
  /// that name, and it is an output of the step.
  ///
  /// @param program the function, its variables and device
  /// @param of the output to make small
  /// @param by the variables to change
  /// @return the function with all its outputs, and the updates as more outputs, `<variable>.next`
  public Request trainingStep(Request program, String of, List<String> by, List<String> stages) {
    return trainingStep(program, of, by, stages, settings.keep());
  }

  /// The same, where gradients find only part of what they need in memory and compute the rest
  /// again. The numbers stay, up to the rounding of kernels that are fused in another way.
  ///
  /// @throws IllegalArgumentException also when a policy names a value that is not there, or
  ///   nothing fits its bytes
  public Request trainingStep(
      Request program, String of, List<String> by, List<String> stages, Keep keep) {
    return work(
        "training step " + program.function().name(),
        () -> {
          var steps = steps(program, of, by, stages);
          return steps.apply(
              recomputing().saved(program, gradient(program.function(), of, by), steps, keep));
        });
  }

  /// The program with gradients of its output `of`, that keeps what a policy says.
  ///
  /// @throws IllegalArgumentException as {@link #gradient} and {@link #trainingStep} do
  public Request gradients(Request program, String of, List<String> by, Keep keep) {
    return work(
        "gradient " + program.function().name(),
        () -> {
          var derived = gradient(program.function(), of, by);
          return program.with(recomputing().saved(program, derived, program::with, keep));
        });
  }

  /// What a policy of keeping and recomputing does to a training step: compiled with and without
  /// it.
  public MemoryReport memory(
      Request program, String of, List<String> by, List<String> stages, Keep keep) {
    return memory(program, of, by, steps(program, of, by, stages), keep);
  }

  /// What a policy does to a program with gradients.
  public MemoryReport memory(Request program, String of, List<String> by, Keep keep) {
    return memory(program, of, by, program::with, keep);
  }

  private MemoryReport memory(
      Request program,
      String of,
      List<String> by,
      java.util.function.Function<Function, Request> steps,
      Keep keep) {
    return work(
        "memory of " + program.function().name(),
        () -> {
          var derived = gradient(program.function(), of, by);
          return recomputing().report(program, derived, steps, keep);
        });
  }

  private Recomputing recomputing() {
    return new Recomputing(registry, settings, this::compile);
  }

  /// Makes a step of a derived function.
  private java.util.function.Function<Function, Request> steps(
      Request program, String of, List<String> by, List<String> stages) {
    var autodiff = Stages.autodiff(registry, settings.autodiff());
    var updates = stages.stream().map(this::parse).toList();
    var derivedBy = new HashMap<>(program.derivedBy());
    derivedBy.put(autodiff.bundle(), autodiff.version());
    return derived -> {
      var step = TrainingStep.of(program, derived, by, updates);
      return new Request(
          step.function(),
          step.variables(),
          step.updates(),
          step.device(),
          step.fallback(),
          derivedBy,
          step.precision());
    };
  }

  /// A training step whose update has one stage.
  public Request trainingStep(Request program, String of, List<String> by, String update) {
    return trainingStep(program, of, by, List.of(update));
  }

  /// Ends listening to the registry and drops every program.
  @Override
  public void close() {
    handle.close();
    cache.clear();
  }

  /// Does work on a large stack. What an operator throws in a place where nobody else looks is a
  /// defect of its bundle.
  private <T> T work(String name, Supplier<T> work) {
    return inFlight.during(() -> {
      try {
        return LargeStack.call(name, work);
      } catch (IllegalArgumentException | Missing | Defect e) {
        throw e;
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        var blame = Blame.of(registry);
        var message =
            blame
                .of(e)
                .map(g ->
                    Blame.name(g)
                        + " ("
                        + g.label()
                        + "): "
                        + Plugin.facts(g, e)
                        + " (in "
                        + name
                        + ")")
                .orElse(name + ": threw " + e);
        throw new Defect(
            name.split(" ", 2)[0],
            message,
            new Dump(settings, name, false, blame).write("failure", e));
      }
    });
  }

  private Compilation compilation(Request request, boolean keep) {
    return new Compilation(
        registry, settings, request, keep, plans, this::compile, operators::lastProvider);
  }
}
