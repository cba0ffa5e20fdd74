package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Derive;
import org.ashlar.operators.Sizes;

/// How much of the growth of a term of a scatter reaches the place it is combined into.
///
/// Of a sum all of it. Where one term stays (the last that is set, the first that is the largest or
/// smallest; the start is the first of all) that one's. Of a product what the others make, found
/// from the product of all that are not 0 and the count of those that are: its second derivatives
/// are right where at most one of the terms of a place is 0.
final class Shares {
  private final Value call;
  private final Meaning.Scattered meaning;
  private final int first;
  private final List<Value> extras = new ArrayList<>();

  /// @param first the number of the first operand that is one of the `extras`
  Shares(Value call, Meaning.Scattered meaning, int first) {
    this.call = call;
    this.meaning = meaning;
    this.first = first;
    switch (meaning.combine()) {
      case ADD -> {}
      case SET -> extras.add(last());
      case MAX, MIN -> extras.add(winner());
      case MUL -> {
        extras.add(rest());
        extras.add(zeros());
      }
      case SUB, DIV, REM, FLOORDIV, FLOORMOD, POW, ATAN2, AND, OR, XOR, SHL, SHR, EQ, NE, LT, LE ->
          throw new IllegalArgumentException(
              "a scatter that combines by " + meaning.combine() + " has no derivative");
    }
  }

  /// Tensors that the shares are computed from: further operands of a meaning that has them.
  List<Value> extras() {
    return extras;
  }

  /// What reaches of the growth of a term; nothing where its place is outside.
  Expr ofTerm(Expr growth) {
    return inside(share(growth, meaning.body(), meaning.at(), linear()));
  }

  /// What reaches of the growth of the start.
  Expr ofInitial(Expr growth) {
    return share(growth, meaning.initial(), List.copyOf(meaning.result()), Expr.of(-1));
  }

  private Expr share(Expr growth, Expr term, List<Expr> at, Expr number) {
    var zero = Expr.of(growth.dtype(), 0);
    return switch (meaning.combine()) {
      case SET, MAX, MIN -> extra(0, at).eq(number).select(growth, zero);
      case MUL -> {
        var rest = extra(0, at);
        var zeros = extra(1, at);
        var nothing = Expr.of(rest.dtype(), 0);
        var others =
            isZero(term)
                .select(
                    zeros.eq(Expr.of(1)).select(rest, nothing),
                    zeros.eq(Expr.of(0)).select(rest.over(term), nothing));
        yield growth.times(others.cast(growth.dtype()));
      }
      default -> growth;
    };
  }

  private Expr extra(int number, List<Expr> at) {
    return new Expr.Read(new Operand(first + number, extras.get(number).tensor().dtype()), at);
  }

  // ── tensors over the places of the result ──

  /// The number of the last term at each place; -1 where there is none.
  private Value last() {
    return scatter(DType.I64, Expr.of(-1), Op2.MAX, linear());
  }

  /// The number of the first term that the result is; -1 where that is the start.
  private Value winner() {
    var none = new Expr.Const(DType.I64, Codec.largest(DType.I64));
    var result = List.<Expr>copyOf(meaning.result());
    return scatter(
        DType.I64,
        is(meaning.initial(), result).select(Expr.of(-1), none),
        Op2.MIN,
        inside(is(meaning.body(), meaning.at()).select(linear(), none), none));
  }

  /// Whether a term is what the result has at a place, or is no number.
  private Expr is(Expr term, List<Expr> at) {
    var y = new Expr.Read(new Operand(call.args().size(), call.tensor().dtype()), at);
    return term.eq(y).or(new Expr.Unary(Op1.IS_NAN, term));
  }

  /// The product of all terms that are not 0.
  private Value rest() {
    var dtype = meaning.body().dtype();
    return scatter(dtype, notZero(meaning.initial()), Op2.MUL, notZero(meaning.body()));
  }

  /// How many terms are 0.
  private Value zeros() {
    return scatter(DType.I64, count(meaning.initial()), Op2.ADD, count(meaning.body()));
  }

  private static Expr isZero(Expr term) {
    return term.eq(Expr.of(term.dtype(), 0));
  }

  private static Expr notZero(Expr term) {
    return isZero(term).select(Expr.of(term.dtype(), 1), term);
  }

  private static Expr count(Expr term) {
    return isZero(term).select(Expr.of(1), Expr.of(0));
  }

  private Value scatter(DType dtype, Expr initial, Op2 combine, Expr body) {
    var args = new ArrayList<>(call.args());
    args.add(call);
    return Derive.apply(
        call.graph(),
        "of_" + Call.label(call),
        new Meaning.Scattered(
            meaning.result(), initial, meaning.over(), meaning.at(), combine, body),
        new TensorType(dtype, call.tensor().shape()),
        args);
  }

  /// The indices of a term as one number, row-major.
  private Expr linear() {
    Expr linear = Expr.of(0);
    for (var axis : meaning.over()) {
      linear = Sizes.add(Sizes.multiply(linear, axis.extent()), axis.index());
    }
    return linear;
  }

  private Expr inside(Expr e) {
    return inside(e, Expr.of(e.dtype(), 0));
  }

  /// Another value where the place lies outside the result: nothing is combined there.
  private Expr inside(Expr e, Expr otherwise) {
    var facts = Facts.NONE;
    for (var axis : meaning.over()) {
      facts = facts.with(axis.index(), axis.extent());
    }
    var all = e;
    for (int d = 0; d < meaning.at().size(); d++) {
      var at = meaning.at().get(d);
      for (var condition : List.of(Expr.of(0).le(at), at.lt(call.tensor().size(d)))) {
        all = facts.proves(condition) ? all : condition.select(all, otherwise);
      }
    }
    return all;
  }
}
