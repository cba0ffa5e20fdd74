package org.ashlar.ir;

import java.util.Comparator;
import java.util.List;

/// A total order of expressions by what they are, so that sums and products have one canonical
/// form. Leaves come first, by name; equal means structurally equal, but for sources, which are
/// told apart by name.
final class Order implements Comparator<Expr> {
  static final Order ORDER = new Order();

  private Order() {}

  @Override
  public int compare(Expr x, Expr y) {
    if (x == y) {
      return 0;
    }
    int c = Integer.compare(rank(x), rank(y));
    if (c == 0) {
      c = x.dtype().compareTo(y.dtype());
    }
    return c != 0 ? c : within(x, y);
  }

  private int within(Expr x, Expr y) {
    if (x instanceof Expr.Const a && y instanceof Expr.Const b) {
      return Long.compare(a.bits(), b.bits());
    }
    if (x instanceof Expr.Index a && y instanceof Expr.Index b) {
      return a.name().compareTo(b.name());
    }
    int c = head(x).compareTo(head(y));
    return c != 0 ? c : compareAll(Rewrite.children(x), Rewrite.children(y));
  }

  int compareAll(List<Expr> xs, List<Expr> ys) {
    int c = Integer.compare(xs.size(), ys.size());
    for (int i = 0; c == 0 && i < xs.size(); i++) {
      c = compare(xs.get(i), ys.get(i));
    }
    return c;
  }

  private static int rank(Expr e) {
    return switch (e) {
      case Expr.Const _ -> 0;
      case Expr.Index _ -> 1;
      case Expr.Size _ -> 2;
      case Expr.Local _ -> 3;
      case Expr.Read _ -> 4;
      case Expr.Cast _ -> 5;
      case Expr.Unary _ -> 6;
      case Expr.Binary _ -> 7;
      case Expr.Select _ -> 8;
      case Expr.Let _ -> 9;
    };
  }

  private static String head(Expr e) {
    return switch (e) {
      case Expr.Const _, Expr.Select _ -> "";
      case Expr.Index(var name) -> name;
      case Expr.Size(var name, long min, long max) -> name + " " + min + " " + max;
      case Expr.Local(var name, _) -> name;
      case Expr.Read(var of, _) -> of.name();
      case Expr.Cast(_, var mode, var x) -> mode + " " + x.dtype();
      case Expr.Unary(var op, _) -> op.name();
      case Expr.Binary(var op, _, _) -> op.name();
      case Expr.Let(var name, _, _) -> name.name();
    };
  }
}
