package org.ashlar.ir;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.text.ExprParser;
import org.ashlar.ir.text.FunctionParser;
import org.ashlar.ir.text.Scope;

/// Reads the text forms that {@link Text} writes: what is read equals what was written. Kernels,
/// plans and schedules are read by {@code org.ashlar.ir.kernel.KernelParse}.
///
/// Every method throws IllegalArgumentException for a text that is wrong: line, column, what was
/// expected, what was found.
public final class Parse {
  private static final Vocabulary NOBODY = id -> Optional.empty();

  private Parse() {}

  /// A function, in a graph of its own. Operators that the vocabulary lacks become {@link Unknown}.
  public static Function function(String text, Vocabulary vocabulary) {
    var parser = new FunctionParser(text, new Scope(), vocabulary);
    var function = parser.function();
    parser.expectEnd();
    return function;
  }

  /// An expression over operands (`a0`, `a1:i64[i]`) and declared sizes (`n:1..64`).
  public static Expr expr(String text) {
    return expr(text, List.of(), List.of());
  }

  /// An expression that also uses free names.
  ///
  /// @param names indices, sizes and locals
  /// @param sources buffers
  public static Expr expr(String text, List<? extends Expr> names, List<? extends Source> sources) {
    var scope = new Scope();
    for (var name : names) {
      switch (name) {
        case Expr.Index i -> scope.bind(i.name(), i);
        case Expr.Size s -> scope.bind(s.name(), s);
        case Expr.Local l -> scope.bind(l.name(), l);
        case Expr.Const c -> throw notAName(c);
        case Expr.Read r -> throw notAName(r);
        case Expr.Let l -> throw notAName(l);
        case Expr.Cast c -> throw notAName(c);
        case Expr.Unary u -> throw notAName(u);
        case Expr.Binary b -> throw notAName(b);
        case Expr.Select s -> throw notAName(s);
      }
    }
    sources.forEach(scope::bind);
    var parser = new ExprParser(text, scope);
    var e = parser.expr();
    parser.expectEnd();
    return e;
  }

  /// `f32[n:1..64, 8]`, `seq<i64[]>`.
  public static Type type(String text) {
    var parser = new ExprParser(text, new Scope());
    var type = parser.type();
    parser.expectEnd();
    return type;
  }

  /// A meaning; functions inside it take their operators from the vocabulary.
  public static Meaning meaning(String text, Vocabulary vocabulary) {
    var parser = new FunctionParser(text, new Scope(), vocabulary);
    var meaning = parser.meaning();
    parser.expectEnd();
    return meaning;
  }

  /// See {@link #meaning(String, Vocabulary)}; without functions.
  public static Meaning meaning(String text) {
    return meaning(text, NOBODY);
  }

  private static IllegalArgumentException notAName(Expr e) {
    return new IllegalArgumentException(
        "parse: an index, size or local is needed as a free name: " + Text.of(e));
  }
}
