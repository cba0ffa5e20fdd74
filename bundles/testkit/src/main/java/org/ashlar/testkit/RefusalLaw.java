package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// Wrong arguments are refused with a message that starts with the operator's name; whatever is not
/// refused has a meaning.
record RefusalLaw(Operator operator) {
  long check(List<Applied> cases, List<Case> refused) {
    long checked = 0;
    for (var c : refused) {
      var op = c.operator().orElse(operator);
      if (!isRefused(op, c.types())) {
        throw Laws.broken(op.name() + ": takes " + c.types() + ", which it must refuse");
      }
      checked++;
    }
    for (var applied : cases) {
      for (var wrong : mutations(applied.given().types())) {
        checked += isRefused(applied.operator(), wrong) ? 1 : 0;
      }
    }
    return checked;
  }

  /// Arguments that are probably wrong: one less, one more, of another kind, of another rank.
  private static List<List<Type>> mutations(List<Type> types) {
    var all = new ArrayList<List<Type>>();
    if (!types.isEmpty()) {
      all.add(types.subList(0, types.size() - 1));
    }
    var more = new ArrayList<>(types);
    more.add(TensorType.of(DType.F32, 2));
    all.add(more);
    all.add(Collections.nCopies(types.size() + 2, new Type.SequenceType(TensorType.of(DType.F32))));
    for (int i = 0; i < types.size(); i++) {
      for (var other :
          List.of(
              new Type.SequenceType(types.get(i)),
              TensorType.of(DType.STRING, 2),
              TensorType.of(DType.BOOL, 2),
              TensorType.of(DType.F32),
              TensorType.of(DType.F32, 2, 3, 5, 7, 1, 2, 3))) {
        var changed = new ArrayList<>(types);
        changed.set(i, other);
        all.add(changed);
      }
    }
    return all;
  }

  private static boolean isRefused(Operator op, List<Type> types) {
    try {
      op.infer(types);
    } catch (IllegalArgumentException e) {
      if (!String.valueOf(e.getMessage()).startsWith(op.name() + ": ")) {
        throw Laws.broken(
            op.name()
                + ": refuses "
                + types
                + " with a message that does not start with its name: "
                + e.getMessage());
      }
      return true;
    } catch (RuntimeException e) {
      throw Laws.broken(op.name() + ": does not refuse " + types + " but fails: " + e);
    }
    if (types.stream()
        .anyMatch(t -> t instanceof TensorType(var dtype, var shape) && dtype == DType.STRING)) {
      // strings have no loops; whether they can be taken is found where they are lowered
      return false;
    }
    try {
      op.meaning(types);
    } catch (RuntimeException e) {
      throw Laws.broken(op.name() + ": takes " + types + " but has no meaning for them: " + e);
    }
    return false;
  }
}
