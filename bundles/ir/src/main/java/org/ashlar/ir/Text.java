package org.ashlar.ir;

import org.ashlar.ir.text.AttributeText;
import org.ashlar.ir.text.FunctionText;
import org.ashlar.ir.text.MeaningText;
import org.ashlar.ir.text.Printer;

/// The text forms of everything above the waist; {@link Parse} reads them back. Kernels,
/// statements, plans and schedules have theirs in {@code org.ashlar.ir.kernel.KernelText}.
///
/// ASCII, with the fewest parentheses, linear in the nodes and never recursive in the depth of an
/// expression.
public final class Text {
  private Text() {}

  /// `let t = a0 * 0.5 in t * t + 1.0`.
  public static String of(Expr e) {
    return new Printer().expr(e).toString();
  }

  /// `f32[n:1..64, 8]`: a size tells its bounds where it is first met.
  public static String of(Type type) {
    return new Printer().type(type).toString();
  }

  /// `[n:1..64, 8]`.
  public static String of(Shape shape) {
    return new Printer().shape(shape).toString();
  }

  /// A name, inputs, outputs, and one call a line.
  public static String of(Function function) {
    var out = new Printer();
    FunctionText.print(out, function, 0);
    return out.toString();
  }

  /// `indexed [i, j] over k < 6 by sum(f32) = a0[i, k] * a1[k, j]`.
  public static String of(Meaning meaning) {
    var out = new Printer();
    MeaningText.print(out, meaning, 0);
    return out.toString();
  }

  /// `sum(f32)`, or all its parts.
  public static String of(Reducer reducer) {
    var out = new Printer();
    MeaningText.print(out, reducer);
    return out.toString();
  }

  /// The head of a call: `conv[strides=[2, 2]]`; attributes with their default values are left out.
  public static String of(Operator op) {
    var out = new Printer();
    AttributeText.print(out, op, 0);
    return out.toString();
  }
}
