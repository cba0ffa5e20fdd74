package org.ashlar.onnx.control;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.If;

/// Branches: one that is known now is taken now; otherwise the run chooses where both give the same
/// types, and where they do not, the condition is settled.
public final class Branches {
  private Branches() {}

  public static void register(Translations into) {
    into.add("If", Branches::branch, 1, 11, 13, 16, 19, 21, 23, 24, 25);
  }

  private static List<Term> branch(Call call) {
    return call.isKnown(0) ? taken(call) : call.either(Branches::open, Branches::taken);
  }

  private static List<Term> taken(Call call) {
    var condition = call.known(0);
    if (condition.elements() != 1) {
      throw call.refuse("the condition must be one truth, not " + condition);
    }
    boolean holds = condition.bits(0) != 0;
    return call.body(holds ? "then_branch" : "else_branch").inline(List.of());
  }

  private static List<Term> open(Call call) {
    var then = call.body("then_branch").body(List.of(), java.util.Map.of());
    var otherwise = call.body("else_branch").body(List.of(), java.util.Map.of());
    var ifTrue = then.values();
    var ifFalse = otherwise.values();
    var types = ifTrue.stream().map(Value::type).toList();
    if (!types.equals(ifFalse.stream().map(Value::type).toList())) {
      throw call.refuse("its branches give different types");
    }
    var captures = new LinkedHashSet<>(then.captured(ifTrue));
    captures.addAll(otherwise.captured(ifFalse));
    var seen = List.copyOf(captures);
    var arguments = new ArrayList<Value>();
    arguments.add(Build.reshape(call.value(0), Shape.of()));
    arguments.addAll(seen);
    var choice =
        new If(then.close(List.of(), seen, ifTrue), otherwise.close(List.of(), seen, ifFalse));
    return Term.of(call.graph().applyAll(choice, arguments));
  }
}
