package org.ashlar.ir.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Source;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.text.Token.Kind;

/// Reads expressions and types, the reverse of {@link Printer}. Expressions are read with a stack
/// of their own, so that none is too deep.
public class ExprParser extends Words {
  protected final Scope scope;

  public ExprParser(String source, Scope scope) {
    super(source);
    this.scope = scope;
  }

  /// What waits for an operand to its right.
  private sealed interface Open {
    record Root() implements Open {}

    record Group() implements Open {}

    record Negate() implements Open {}

    record Infix(Op2 op, Expr left, Token where) implements Open {}

    /// A call or the places of a read.
    record Arguments(String close, List<Expr> args, Function<List<Expr>, Expr> make, Token where)
        implements Open {}

    record LetValue(String name) implements Open {}

    record LetBody(Expr.Local name, Expr value, Optional<Expr> before) implements Open {}
  }

  public final Expr expr() {
    var open = new ArrayDeque<Open>();
    open.push(new Open.Root());
    while (true) {
      var operand = operand(open);
      if (operand.isPresent()) {
        var done = close(open, operand.get());
        if (done.isPresent()) {
          return done.get();
        }
      }
    }
  }

  /// An expression of whole numbers.
  public final Expr whole() {
    var where = peek();
    var e = expr();
    if (e.dtype() != DType.I64) {
      throw error(where, "an i64 expression expected, found one of " + e.dtype());
    }
    return e;
  }

  /// An operand; empty where one has begun and another must follow.
  private Optional<Expr> operand(ArrayDeque<Open> open) {
    var token = peek();
    switch (token.kind()) {
      case NUMBER -> {
        return Optional.of(constant(""));
      }
      case NAME, QUOTED_NAME -> {
        return named(open);
      }
      case SIGN -> {
        if (token.is("(")) {
          next();
          open.push(new Open.Group());
          return Optional.empty();
        }
        if (token.is("-")) {
          next();
          if (peek().kind() == Kind.NUMBER || sees("inf") || sees("nan")) {
            return Optional.of(constant("-"));
          }
          open.push(new Open.Negate());
          return Optional.empty();
        }
      }
      case STRING, END -> {}
    }
    throw expected("an expression");
  }

  private Optional<Expr> named(ArrayDeque<Open> open) {
    var token = peek();
    if (token.kind() == Kind.NAME) {
      switch (token.text()) {
        case "true", "false" -> {
          next();
          return Optional.of(Expr.of(token.is("true")));
        }
        case "inf", "nan" -> {
          return Optional.of(constant(""));
        }
        case "let" -> {
          next();
          var name = name("the name after 'let'");
          expect("=");
          open.push(new Open.LetValue(name));
          return Optional.empty();
        }
        default -> {}
      }
    }
    next();
    if (token.kind() == Kind.NAME && accept("(")) {
      var call =
          Calls.find(token.text())
              .orElseThrow(
                  () -> error(token, "a scalar operation expected, found " + token.shown()));
      open.push(
          new Open.Arguments(")", new ArrayList<>(), args -> called(token, call, args), token));
      return Optional.empty();
    }
    var name = scope.name(token.text());
    if (name.isPresent() && !sees("[")) {
      return sees(":") && name.get() instanceof Expr.Size ? Optional.of(bounds(token)) : name;
    }
    if (sees(":") && peek(1).kind() == Kind.NUMBER) {
      return Optional.of(bounds(token));
    }
    var source = source(token);
    if (!accept("[")) {
      return Optional.of(new Expr.Read(source, List.of()));
    }
    if (accept("]")) {
      return Optional.of(new Expr.Read(source, List.of()));
    }
    open.push(new Open.Arguments("]", new ArrayList<>(), at -> new Expr.Read(source, at), token));
    return Optional.empty();
  }

  private static Expr called(Token where, Calls call, List<Expr> args) {
    if (args.size() != call.arguments()) {
      throw new IllegalArgumentException(
          where.text() + ": takes " + call.arguments() + " operands, not " + args.size());
    }
    return call.make().apply(args);
  }

  /// The source of a name: a buffer in scope, else an operand `a0`, with its dtype where that is
  /// not f32.
  private Source source(Token token) {
    var known = scope.source(token.text());
    if (known.isPresent()) {
      return known.get();
    }
    if (token.kind() == Kind.NAME && token.text().matches("a[0-9]{1,6}")) {
      int position = Integer.parseInt(token.text().substring(1));
      return new Operand(position, accept(":") ? dtype() : DType.F32);
    }
    throw error(token, "unknown name " + token.shown() + "; " + scope.known());
  }

  /// `n:1..64` declares a size.
  private Expr.Size bounds(Token name) {
    expect(":");
    long min = integer("the least value of a size");
    expect("..");
    long max = integer("the largest value of a size");
    var size = made(name, () -> new Expr.Size(name.text(), min, max));
    scope.bind(name.text(), size);
    return size;
  }

  /// A size with its bounds.
  public final Expr.Size size() {
    var token = peek();
    name("a size");
    return bounds(token);
  }

  /// A source that is known here.
  public final Source source() {
    var token = peek();
    name("a source");
    return source(token);
  }

  private Expr constant(String sign) {
    var token = next();
    var suffix = sees(":") && peek(1).isName() ? peek(1).text() : "";
    if (!suffix.isEmpty()) {
      next();
      next();
    }
    return made(token, () -> Constants.parse(sign + token.text(), suffix));
  }

  /// Ends what `value` completes; empty where an operand must follow.
  private Optional<Expr> close(ArrayDeque<Open> open, Expr operand) {
    var value = operand;
    while (true) {
      var infix = infix();
      int level = infix.map(Precedence::of).orElse(Precedence.LET);
      while (open.peek() instanceof Open.Negate
          || open.peek() instanceof Open.Infix i && Precedence.of(i.op()) >= level) {
        var right = value;
        value =
            switch (open.pop()) {
              case Open.Infix i -> made(i.where(), () -> new Expr.Binary(i.op(), i.left(), right));
              default -> new Expr.Unary(Op1.NEG, right);
            };
      }
      if (infix.isPresent()) {
        open.push(new Open.Infix(infix.get(), value, next()));
        return Optional.empty();
      }
      switch (open.pop()) {
        case Open.Root root -> {
          return Optional.of(value);
        }
        case Open.Group group -> expect(")");
        case Open.Arguments a -> {
          a.args().add(value);
          if (accept(",")) {
            open.push(a);
            return Optional.empty();
          }
          if (!accept(a.close())) {
            throw expected("an infix operation, ',' or '" + a.close() + "'");
          }
          value = made(a.where(), () -> a.make().apply(a.args()));
        }
        case Open.LetValue(var name) -> {
          if (!accept("in")) {
            throw expected("'in' after the value of " + name);
          }
          var local = new Expr.Local(name, value.dtype());
          open.push(new Open.LetBody(local, value, scope.bind(name, local)));
          return Optional.empty();
        }
        case Open.LetBody(var name, var bound, var before) -> {
          scope.restore(name.name(), before);
          value = new Expr.Let(name, bound, value);
        }
        case Open.Negate n ->
            throw new IllegalStateException("expression: a minus sign was left open");
        case Open.Infix i ->
            throw new IllegalStateException("expression: " + i.op() + " was left open");
      }
    }
  }

  private Optional<Op2> infix() {
    var token = peek();
    if (token.kind() != Kind.SIGN && token.kind() != Kind.NAME) {
      return Optional.empty();
    }
    return Arrays.stream(Op2.values())
        .filter(op -> Precedence.of(op) < Precedence.PRIMARY && token.is(op.sign()))
        .findFirst();
  }

  public final DType dtype() {
    var token = peek();
    for (var dtype : DType.values()) {
      if (accept(dtype.toString())) {
        return dtype;
      }
    }
    throw error(token, "a dtype expected, found " + token.shown());
  }

  /// `[4, n]` without the opening bracket.
  private List<Expr> sizes() {
    return list("]", this::whole);
  }

  public final Shape shape() {
    expect("[");
    var sizes = sizes();
    return made(() -> new Shape(sizes));
  }

  public final TensorType tensorType() {
    var dtype = dtype();
    return new TensorType(dtype, shape());
  }

  public final Type type() {
    return nested(() -> {
      if (accept("seq")) {
        expect("<");
        var of = type();
        expect(">");
        return new Type.SequenceType(of);
      }
      if (accept("optional")) {
        expect("<");
        var of = type();
        expect(">");
        return new Type.OptionalType(of);
      }
      if (accept("map")) {
        expect("<");
        var key = dtype();
        expect(",");
        var value = type();
        expect(">");
        return new Type.MapType(key, value);
      }
      return tensorType();
    });
  }

  /// `i < 4`, without binding i.
  public final Axis axis() {
    var name = name("an index");
    expect("<");
    return Axis.of(name, whole());
  }

  /// An operation by its name: `add`, `max`.
  public final Op2 operation() {
    for (var op : Op2.values()) {
      if (accept(op.toString())) {
        return op;
      }
    }
    throw expected(
        "one of "
            + Arrays.stream(Op2.values()).map(Op2::toString).collect(Collectors.joining(", ")));
  }

  /// `over i < 4, j < i`; empty where it is missing. Later extents may use earlier indices.
  protected final List<Axis> over() {
    return accept("over") ? axes(new ArrayList<>()) : List.of();
  }

  private List<Axis> axes(List<Axis> axes) {
    axes.add(axis());
    return bound(List.of(axes.getLast().index()), () -> accept(",") ? axes(axes) : axes);
  }

  /// Runs a part in which these indices are known.
  protected final <T> T bound(List<Expr.Index> indices, Supplier<T> part) {
    var names = new HashMap<String, Expr>();
    indices.forEach(i -> names.put(i.name(), i));
    return bound(names, part);
  }

  protected final <T> T bound(Map<String, ? extends Expr> names, Supplier<T> part) {
    var before = new HashMap<String, Optional<Expr>>();
    names.forEach((name, e) -> before.put(name, scope.bind(name, e)));
    var value = part.get();
    before.forEach(scope::restore);
    return value;
  }
}
