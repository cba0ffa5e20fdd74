package org.ashlar.ir;

import java.util.List;
import java.util.Optional;

/// What the functions inside {@link Meaning.Chosen} and {@link Meaning.Repeated} must look like.
final class Bodies {
  private static final Type STEP = TensorType.of(DType.I64);
  private static final Type TRUTH = TensorType.of(DType.BOOL);

  private Bodies() {}

  /// @throws IllegalArgumentException unless both take and give the same types
  static void alike(Function then, Function otherwise) {
    same("take", then, types(then.inputs()), otherwise, types(otherwise.inputs()));
    same("give", then, types(then.outputs()), otherwise, types(otherwise.outputs()));
    if (then.outputs().isEmpty()) {
      throw new IllegalArgumentException("chosen: " + then.name() + " gives nothing");
    }
  }

  private static void same(
      String what, Function then, List<Type> one, Function otherwise, List<Type> other) {
    if (!one.equals(other)) {
      throw new IllegalArgumentException(
          "chosen: both functions must "
              + what
              + " the same: "
              + then.name()
              + " "
              + one
              + ", "
              + otherwise.name()
              + " "
              + other);
    }
  }

  /// @throws IllegalArgumentException unless the body fits what is repeated
  static void repeats(
      Function body, int carried, int sequences, Optional<Expr> times, boolean conditional) {
    int inputs = body.inputs().size();
    int outputs = body.outputs().size();
    require(body, carried >= 0 && sequences >= 0, "counts must not be negative");
    require(
        body,
        inputs >= 1 + carried + sequences,
        "takes the step, "
            + carried
            + " carried and "
            + sequences
            + " elements: it has "
            + inputs
            + " inputs");
    require(body, outputs >= carried, "gives " + carried + " carried: it has " + outputs);
    require(body, outputs > 0, "gives nothing");
    var step = body.inputs().getFirst().type();
    require(body, step.equals(STEP), "its first input is the step, i64[], not " + step);
    for (int i = 0; i < carried; i++) {
      var before = body.inputs().get(1 + i).type();
      var after = body.outputs().get(i).type();
      require(
          body,
          before.equals(after),
          "carried "
              + body.inputNames().get(1 + i)
              + " is "
              + before
              + " before a step and "
              + after
              + " after it");
    }
    require(
        body,
        !conditional || carried > 0 && body.inputs().get(1).type().equals(TRUTH),
        "conditional: its first carried value must be bool[]");
    require(
        body,
        times.isPresent() || conditional && sequences == 0 && outputs == carried,
        "without a number of steps it must be conditional, with neither sequences nor stacked"
            + " results");
    require(
        body,
        times.filter(t -> t.dtype() != DType.I64).isEmpty(),
        "the number of steps must be i64");
  }

  private static List<Type> types(List<Value> values) {
    return values.stream().map(Value::type).toList();
  }

  private static void require(Function body, boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("repeated: body " + body.name() + ": " + rule);
    }
  }
}
