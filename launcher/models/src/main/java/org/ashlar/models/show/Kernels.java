package org.ashlar.models.show;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.compiler.Program;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;

/// Which kernel each call of a program became.
///
/// A kernel is named after the operators that were fused into it, and kernels stand in the order of
/// the calls: each takes the first calls of these names that no kernel has taken yet. Calls that
/// rules replaced have none.
final class Kernels {
  static final Kernels NONE = new Kernels(Map.of());

  private final Map<Value, String> byValue;

  private Kernels(Map<Value, String> byValue) {
    this.byValue = byValue;
  }

  static Kernels of(Function function, Program program) {
    var free = new HashMap<String, List<Value>>();
    var names = new HashSet<String>();
    for (var value : Walk.order(function.outputs())) {
      if (!(value.op() instanceof Input) && value == value.results().getFirst()) {
        free.computeIfAbsent(value.op().name(), n -> new ArrayList<>()).add(value);
        names.add(value.op().name());
      }
    }
    var found = new IdentityHashMap<Value, String>();
    for (var part : program.parts()) {
      if (part.isHost()) {
        for (var name : part.hostCalls()) {
          take(free, name).ifPresent(value -> found.put(value, name + " on the host"));
        }
        continue;
      }
      for (var kernel : kernels(part.plan().actions())) {
        for (var name : operators(kernel.name(), names)) {
          take(free, name)
              .ifPresent(value -> found.put(value, kernel.name() + " on " + part.target().name()));
        }
      }
    }
    return new Kernels(found);
  }

  Optional<String> of(Value value) {
    return Optional.ofNullable(byValue.get(value.results().getFirst()));
  }

  private static Optional<Value> take(Map<String, List<Value>> free, String name) {
    var values = free.getOrDefault(name, List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.removeFirst());
  }

  private static List<Kernel> kernels(List<Plan.Action> actions) {
    var all = new ArrayList<Kernel>();
    for (var action : actions) {
      switch (action) {
        case Plan.Action.Launch launch -> all.add(launch.kernel());
        case Plan.Action.Repeat repeat -> all.addAll(kernels(repeat.body()));
        case Plan.Action.Branch branch -> {
          all.addAll(kernels(branch.then()));
          all.addAll(kernels(branch.otherwise()));
        }
        case Plan.Action.Copy _ -> {}
      }
    }
    return all;
  }

  /// The operators in a kernel's name, the longest first: `reduce_sum_relu` is reduce_sum, relu.
  private static List<String> operators(String kernel, Set<String> names) {
    var found = new ArrayList<String>();
    var words = List.of(kernel.split("_"));
    for (int at = 0; at < words.size(); ) {
      int end = words.size();
      while (end > at && !names.contains(String.join("_", words.subList(at, end)))) {
        end--;
      }
      if (end == at) {
        at++;
      } else {
        found.add(String.join("_", words.subList(at, end)));
        at = end;
      }
    }
    return found;
  }
}
