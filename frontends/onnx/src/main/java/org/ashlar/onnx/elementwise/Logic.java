package org.ashlar.onnx.elementwise;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.BitAnd;
import org.ashlar.operators.pointwise.BitCast;
import org.ashlar.operators.pointwise.BitNot;
import org.ashlar.operators.pointwise.BitOr;
import org.ashlar.operators.pointwise.BitXor;
import org.ashlar.operators.pointwise.Not;
import org.ashlar.operators.pointwise.Or;
import org.ashlar.operators.pointwise.ShiftLeft;
import org.ashlar.operators.pointwise.ShiftRight;
import org.ashlar.operators.pointwise.Xor;

/// Truths, bits, and the choice by a truth.
final class Logic {
  private Logic() {}

  static void register(Translations into) {
    into.add("And", Alignment.binary(new And()), 1, 7)
        .add("Or", Alignment.binary(new Or()), 1, 7)
        .add("Xor", Alignment.binary(new Xor()), 1, 7)
        .add("Not", Functions.whole(new Not()), 1)
        .add("BitwiseAnd", Alignment.binary(new BitAnd()), 18)
        .add("BitwiseOr", Alignment.binary(new BitOr()), 18)
        .add("BitwiseXor", Alignment.binary(new BitXor()), 18)
        .add("BitwiseNot", Functions.whole(new BitNot()), 18)
        .add("BitShift", Logic::shift, 11)
        .add("BitCast", Logic::bits, 26)
        .add("Where", c -> Term.of(Build.where(c.value(0), c.value(1), c.value(2))), 9, 16);
  }

  /// Where the count is at least the width, which the format leaves open, the result is 0.
  private static List<Term> shift(Call call) {
    var direction = call.text("direction", "");
    var op =
        switch (direction) {
          case "LEFT" -> new ShiftLeft();
          case "RIGHT" -> new ShiftRight();
          default ->
              throw call.refuse("direction must be LEFT or RIGHT, not \"" + direction + "\"");
        };
    return Term.of(call.apply(op, call.value(0), call.value(1)));
  }

  /// A truth is a byte of 0 or 1.
  private static List<Term> bits(Call call) {
    var from = call.dtype(0);
    var to = call.dtype("to", from);
    var x = from == DType.BOOL ? Build.cast(call.value(0), DType.U8) : call.value(0);
    if (to != DType.BOOL) {
      return Term.of(x.tensor().dtype() == to ? x : call.apply(new BitCast(to), x));
    }
    if (from.bytes() != to.bytes()) {
      throw call.refuse("widths differ: " + from + " and " + to);
    }
    return Term.of(Build.cast(x, to));
  }
}
