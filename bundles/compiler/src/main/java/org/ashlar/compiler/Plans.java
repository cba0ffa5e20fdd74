package org.ashlar.compiler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ashlar.ir.Function;
import org.ashlar.ir.Text;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;

/// Plans by what they were made of, the least recently used dropped first.
///
/// A plan is made of the waist's records only, so unlike a program it may outlive the blocks that
/// made it: when a backend is replaced by another build of itself, nothing has to be lowered and
/// scheduled again. The makers and the operators stand in the key by the ids of their
/// registrations: a text means another program when another bundle provides its operators.
final class Plans {
  private static final int PLANS = 512;

  /// @param text the function's
  /// @param makers the ids of the blocks that are asked, and of all providers of operators
  private record Key(String text, Target target, List<Long> makers) {}

  private final Map<Key, Plan> known = new LinkedHashMap<>(16, 0.75f, true);

  /// The plan of a function for a target; made where it is not known.
  Plan of(Function function, Target target, List<Long> makers, Supplier<Plan> make) {
    var key = new Key(Text.of(function), target, makers);
    synchronized (known) {
      var plan = known.get(key);
      if (plan != null) {
        return plan;
      }
    }
    var made = make.get();
    synchronized (known) {
      known.put(key, made);
      if (known.size() > PLANS) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return made;
  }
}
