package org.ashlar.compiler;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Form;
import org.ashlar.ir.kernel.InPlace;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Plan.Slot;

/// The buffers of a plan's workspace that may be one memory though one launch takes both: it reads
/// the last of one and writes the other.
///
/// Launches inside repetitions and choices are left alone: what dies there in one step lives in the
/// next.
///
/// @param arguments for each result the arguments that it may be written over
record Overwrites(Map<Buffer, Set<Buffer>> arguments) {

  /// What was found out about kernels: those that differ in names only are asked once.
  static final class Known {
    /// @param form the kernel's text without its names
    private record Question(String form, int in, int out) {}

    private final Map<Kernel, String> forms = new IdentityHashMap<>();
    private final Map<Question, Boolean> answers = new HashMap<>();

    /// Whether a kernel may write a parameter over another one.
    boolean allows(Kernel kernel, int in, int out) {
      var form = forms.computeIfAbsent(kernel, k -> Form.of(k).text());
      return answers.computeIfAbsent(
          new Question(form, in, out),
          q -> InPlace.allows(kernel, kernel.parameters().get(in), kernel.parameters().get(out)));
    }
  }

  static Overwrites of(Plan plan, Known known) {
    var moments = Moments.of(plan);
    var workspace = new HashSet<Buffer>();
    plan.workspace().stream().map(Slot::buffer).forEach(workspace::add);
    var found = new HashMap<Buffer, Set<Buffer>>();
    for (var action : plan.actions()) {
      if (action instanceof Action.Launch launch) {
        for (int out = 0; out < launch.arguments().size(); out++) {
          for (int in = 0; in < launch.arguments().size(); in++) {
            if (in != out
                && workspace.contains(launch.arguments().get(in))
                && workspace.contains(launch.arguments().get(out))
                && meet(moments, launch, in, out)
                && known.allows(launch.kernel(), in, out)) {
              found
                  .computeIfAbsent(launch.arguments().get(out), o -> new HashSet<>())
                  .add(launch.arguments().get(in));
            }
          }
        }
      }
    }
    return new Overwrites(found);
  }

  /// Whether a result may be written over an argument.
  boolean writes(Slot result, Slot argument) {
    return arguments.getOrDefault(result.buffer(), Set.of()).contains(argument.buffer());
  }

  /// In either role.
  boolean mayShare(Buffer one, Buffer other) {
    return arguments.getOrDefault(one, Set.of()).contains(other)
        || arguments.getOrDefault(other, Set.of()).contains(one);
  }

  /// Whether an argument is needed for the last time where a result is for the first; each once.
  private static boolean meet(Moments moments, Action.Launch launch, int in, int out) {
    var one = launch.arguments().get(in);
    var other = launch.arguments().get(out);
    boolean once =
        Collections.frequency(launch.arguments(), one) == 1
            && Collections.frequency(launch.arguments(), other) == 1;
    var dies = moments.of(one);
    var begins = moments.of(other);
    return once
        && one.bytes() == other.bytes()
        && dies.isPresent()
        && begins.isPresent()
        && dies.get().last() == begins.get().first();
  }
}
