package org.ashlar.compiler;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.stage.Lowering;

/// Checks that a plan takes and gives what its function does, and that its kernels are well made.
final class PlanCheck {
  private PlanCheck() {}

  /// @throws Defect naming the lowering's bundle
  static void check(Plan plan, Function function, Provider<Lowering> lowering, Dump dump) {
    compare("inputs", plan.inputs(), function.inputs(), lowering, dump);
    compare("outputs", plan.outputs(), function.outputs(), lowering, dump);
    if (!plan.sizes().isEmpty()) {
      throw defect(
          "its plan has sizes though the function has none: " + plan.sizes(), lowering, dump);
    }
    for (var kernel : Kernels.of(plan)) {
      wrong(kernel)
          .ifPresent(why -> {
            throw defect(why, lowering, dump);
          });
    }
  }

  /// What is wrong with a plan that was made of another one; kernels that stayed are not looked at
  /// again.
  static Optional<String> rearranged(Plan before, Plan after) {
    if (after == before) {
      return Optional.empty();
    }
    if (!after.inputs().equals(before.inputs())
        || !after.outputs().equals(before.outputs())
        || !after.sizes().equals(before.sizes())) {
      return Optional.of("changed the inputs or outputs of the plan");
    }
    var known = Collections.newSetFromMap(new IdentityHashMap<Kernel, Boolean>());
    known.addAll(Kernels.of(before));
    for (var kernel : Kernels.of(after)) {
      var why = known.add(kernel) ? wrong(kernel) : Optional.<String>empty();
      if (why.isPresent()) {
        return why;
      }
    }
    var buffers = new HashSet<>(after.inputs());
    buffers.addAll(after.outputs());
    after.workspace().forEach(slot -> buffers.add(slot.buffer()));
    return arguments(after.actions(), buffers);
  }

  private static Optional<String> wrong(Kernel kernel) {
    try {
      Check.kernel(kernel);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("made a wrong kernel: " + e.getMessage());
    }
  }

  /// The first launch whose arguments are not the plan's, or not what its kernel takes.
  private static Optional<String> arguments(List<Action> actions, Set<Buffer> buffers) {
    for (var action : actions) {
      var wrong =
          switch (action) {
            case Action.Launch(var kernel, var arguments) -> arguments(kernel, arguments, buffers);
            case Action.Copy(var to, var from) ->
                buffers.contains(to) && buffers.contains(from)
                    ? Optional.<String>empty()
                    : Optional.of("copies what is no buffer of the plan: " + to.name());
            case Action.Repeat(_, var body) -> arguments(body, buffers);
            case Action.Branch(_, var then, var otherwise) ->
                arguments(then, buffers).or(() -> arguments(otherwise, buffers));
          };
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> arguments(
      Kernel kernel, List<Buffer> arguments, Set<Buffer> buffers) {
    if (arguments.size() != kernel.parameters().size()) {
      return Optional.of(
          kernel.name()
              + " is given "
              + arguments.size()
              + " arguments, it takes "
              + kernel.parameters().size());
    }
    for (int i = 0; i < arguments.size(); i++) {
      var given = arguments.get(i);
      var taken = kernel.parameters().get(i);
      if (!buffers.contains(given)
          || given.dtype() != taken.dtype()
          || !given.sizes().equals(taken.sizes())) {
        return Optional.of(
            kernel.name() + " is given " + given + " of the plan, it takes " + taken);
      }
    }
    return Optional.empty();
  }

  private static void compare(
      String what, List<Buffer> is, List<Value> must, Provider<Lowering> lowering, Dump dump) {
    var found = is.stream().map(b -> new TensorType(b.dtype(), b.shape())).toList();
    var needed = must.stream().map(Value::tensor).toList();
    if (!found.equals(needed)) {
      throw defect(
          "the " + what + " of its plan are " + found + ", those of the function " + needed,
          lowering,
          dump);
    }
  }

  private static Defect defect(String facts, Provider<Lowering> lowering, Dump dump) {
    var message = "lowering (" + lowering.label() + "): " + facts;
    return new Defect("lower", message, dump.write("lower", message));
  }
}
