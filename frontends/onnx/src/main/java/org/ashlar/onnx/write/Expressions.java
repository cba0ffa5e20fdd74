package org.ashlar.onnx.write;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Scalar;
import org.ashlar.ir.TensorData;

/// Writes expressions as nodes on whole tensors: an index becomes a tensor that counts along its
/// dimension. What depends on indices of known extents alone is computed now.
final class Expressions {
  /// The most numbers that are computed now.
  private static final long MOST = 1 << 16;

  private final Draft draft;
  private final Space space;
  private final Reads reads;
  private final Scalars scalars;
  private final Map<String, String> locals;

  /// @param locals names of tensors for locals from outside
  Expressions(Draft draft, Space space, Reads reads, Map<String, String> locals) {
    this.draft = draft;
    this.space = space;
    this.reads = reads;
    this.scalars = new Scalars(draft);
    this.locals = new HashMap<>(locals);
  }

  Draft draft() {
    return draft;
  }

  Space space() {
    return space;
  }

  Scalars scalars() {
    return scalars;
  }

  /// The tensor of an expression.
  String write(Expr e) {
    if (e instanceof Expr.Const(var dtype, long bits)) {
      return draft.scalar(dtype, bits);
    }
    if (isKnown(e)) {
      return draft.constant(known(e));
    }
    return switch (e) {
      case Expr.Const(var dtype, long bits) -> draft.scalar(dtype, bits);
      case Expr.Index index -> counted(index);
      case Expr.Size(var name, _, _) ->
          draft
              .size(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "onnx: size " + name + " is no dimension of its own of any value"));
      case Expr.Local(var name, _) -> local(name);
      case Expr.Read(var of, var at) -> reads.write(of, at, this);
      case Expr.Let(var name, var value, var body) -> {
        var outer = locals.put(name.name(), write(value));
        var result = write(body);
        if (outer == null) {
          locals.remove(name.name());
        } else {
          locals.put(name.name(), outer);
        }
        yield result;
      }
      case Expr.Cast(var to, var mode, var x) -> scalars.cast(x.dtype(), to, mode, write(x));
      case Expr.Unary(var op, var x) -> scalars.apply(op, x.dtype(), write(x));
      case Expr.Binary(var op, var x, var y) -> scalars.apply(op, x.dtype(), write(x), write(y));
      case Expr.Select(var when, var then, var otherwise) ->
          scalars.choose(e.dtype(), write(when), write(then), write(otherwise));
    };
  }

  /// The tensor of an expression over all of the space, repeated where it does not vary.
  String whole(Expr e) {
    var value = write(e);
    boolean whole =
        space.rank() == 0 || space.fills(e, 0, space.rank()) && space.met(e).contains(0);
    return whole ? value : new Extents(draft).expand(value, space.extents(0, space.rank()));
  }

  private String local(String name) {
    var known = locals.get(name);
    if (known == null) {
      throw new IllegalArgumentException("onnx: local " + name + " has no value");
    }
    return known;
  }

  private String counted(Expr.Index index) {
    int position =
        space
            .position(index)
            .orElseThrow(() ->
                new IllegalArgumentException("onnx: index " + index.name() + " runs nowhere"));
    var range = new Extents(draft).range(space.axes().get(position).extent());
    return space.rank() == 1
        ? range
        : draft.node("Reshape", List.of(range, draft.wholes(space.along(position, -1))));
  }

  // ── what is known now ──

  private boolean isKnown(Expr e) {
    var known = new boolean[] {true};
    Rewrite.visit(
        e,
        part -> {
          boolean leaf =
              switch (part) {
                case Expr.Size _, Expr.Read _, Expr.Local _, Expr.Let _ -> false;
                case Expr.Index index ->
                    space
                        .position(index)
                        .map(i -> space.axes().get(i).extent() instanceof Expr.Const)
                        .orElse(false);
                default -> true;
              };
          known[0] &= leaf;
        });
    return known[0] && elements(e) <= MOST;
  }

  private long elements(Expr e) {
    long elements = 1;
    for (int i : space.met(e)) {
      elements *= ((Expr.Const) space.axes().get(i).extent()).bits();
      if (elements > MOST) {
        return elements;
      }
    }
    return elements;
  }

  /// The numbers of an expression of indices, over all of their values.
  TensorData known(Expr e) {
    var met = space.met(e);
    var sizes = new long[met.isEmpty() ? 0 : space.rank()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = met.contains(i) ? ((Expr.Const) space.axes().get(i).extent()).bits() : 1;
    }
    var data = TensorData.zeros(e.dtype(), sizes);
    var at = new HashMap<Expr, Long>();
    for (long n = 0; n < data.elements(); n++) {
      long rest = n;
      for (int i = sizes.length - 1; i >= 0; i--) {
        at.put(space.axes().get(i).index(), rest % sizes[i]);
        rest /= sizes[i];
      }
      data.set(n, bits(e, at));
    }
    return data;
  }

  private static long bits(Expr e, Map<Expr, Long> at) {
    return switch (e) {
      case Expr.Const(_, long bits) -> bits;
      case Expr.Index index -> at.getOrDefault(index, 0L);
      case Expr.Cast(var to, var mode, var x) -> Scalar.cast(x.dtype(), to, mode, bits(x, at));
      case Expr.Unary(var op, var x) -> Scalar.apply(op, x.dtype(), bits(x, at));
      case Expr.Binary(var op, var x, var y) ->
          Scalar.apply(op, x.dtype(), bits(x, at), bits(y, at));
      case Expr.Select(var when, var then, var otherwise) ->
          bits(when, at) != 0 ? bits(then, at) : bits(otherwise, at);
      case Expr.Size _, Expr.Local _, Expr.Read _, Expr.Let _ ->
          throw new IllegalArgumentException("onnx: " + e + " is not known now");
    };
  }
}
