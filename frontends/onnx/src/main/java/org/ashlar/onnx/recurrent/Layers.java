package org.ashlar.onnx.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Operator;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.recurrent.Direction;
import org.ashlar.operators.recurrent.Given;
import org.ashlar.operators.recurrent.Gru;
import org.ashlar.operators.recurrent.Lstm;
import org.ashlar.operators.recurrent.Rnn;

/// Recurrent layers. Since version 14 `layout` 1 puts the batch first.
public final class Layers {
  private static final List<Given> OPTIONS =
      List.of(Given.BIAS, Given.LENGTHS, Given.INITIAL_H, Given.INITIAL_C, Given.PEEPHOLES);

  private Layers() {}

  static List<Term> rnn(Call call) {
    var squashing = Squashing.of(call);
    return applied(
        call,
        new Rnn(
            direction(call),
            squashing.functions(),
            squashing.alpha(),
            squashing.beta(),
            call.real("clip", 0),
            call.flag("layout"),
            given(call)));
  }

  static List<Term> gru(Call call) {
    var squashing = Squashing.of(call);
    return applied(
        call,
        new Gru(
            direction(call),
            squashing.functions(),
            squashing.alpha(),
            squashing.beta(),
            call.real("clip", 0),
            call.flag("layout"),
            call.flag("linear_before_reset"),
            given(call)));
  }

  static List<Term> lstm(Call call) {
    return applied(call, lstm(call, given(call)));
  }

  /// The layer that a node's attributes describe.
  public static Lstm lstm(Call call, List<Given> given) {
    var squashing = Squashing.of(call);
    return new Lstm(
        direction(call),
        squashing.functions(),
        squashing.alpha(),
        squashing.beta(),
        call.real("clip", 0),
        call.flag("layout"),
        call.flag("input_forget"),
        given);
  }

  private static Direction direction(Call call) {
    var said = call.text("direction", "forward");
    return switch (said) {
      case "forward" -> Direction.FORWARD;
      case "reverse" -> Direction.REVERSE;
      case "bidirectional" -> Direction.BIDIRECTIONAL;
      default -> throw call.refuse("direction must be forward, reverse or bidirectional: " + said);
    };
  }

  /// What is there of the inputs after the weights.
  public static List<Given> given(Call call) {
    var given = new ArrayList<Given>();
    for (int i = 0; i < OPTIONS.size(); i++) {
      if (call.has(3 + i)) {
        given.add(OPTIONS.get(i));
      }
    }
    return given;
  }

  private static List<Term> applied(Call call, Operator op) {
    long told = call.whole("hidden_size", 0);
    var hidden = call.type(2).size(-1);
    if (told > 0 && !hidden.equals(Expr.of(told))) {
      throw call.refuse("hidden_size " + told + " is not that of the weights, " + call.type(2));
    }
    return Term.of(call.graph().applyAll(op, call.values()));
  }
}
