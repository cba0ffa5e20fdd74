package org.ashlar.compiler;

import java.util.List;
import java.util.function.Supplier;
import org.ashlar.backend.Binding;
import org.ashlar.backend.Device;
import org.ashlar.backend.Memory;
import org.jspecify.annotations.Nullable;

/// The parts of a program with the memory of one run. What was bound serves until a variable lies
/// elsewhere; runs that update variables move them to and fro, so there are two bindings a part.
final class Bindings {
  /// When the variables came to lie where they do.
  ///
  /// @param assigned counts assignments
  /// @param turn 0 or 1: changes with each run that updates variables
  record Moment(long assigned, int turn) {
    static final Moment FIRST = new Moment(0, 0);

    Moment assignedAnew() {
      return new Moment(assigned + 1, turn);
    }

    Moment updated() {
      return new Moment(assigned, 1 - turn);
    }
  }

  private record Bound(Binding binding, long assigned) {}

  private final @Nullable Bound[] bound;

  Bindings(int parts) {
    bound = new Bound[2 * parts];
  }

  /// A part, bound at this moment or before to the same memory.
  Binding of(
      int p, Moment moment, Device device, Program.Part part, Supplier<List<Memory>> arguments) {
    int at = 2 * p + moment.turn();
    var known = bound[at];
    if (known != null && known.assigned() == moment.assigned()) {
      return known.binding();
    }
    if (known != null) {
      known.binding().close();
    }
    var binding = device.bind(part.executable(), arguments.get(), new long[0]);
    bound[at] = new Bound(binding, moment.assigned());
    return binding;
  }

  void close() {
    for (int i = 0; i < bound.length; i++) {
      var known = bound[i];
      if (known != null) {
        known.binding().close();
        bound[i] = null;
      }
    }
  }
}
