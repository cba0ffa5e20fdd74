package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// An access of a buffer in device memory.
///
/// @param times how often it happens in one run of the statement that was looked at
record Touch(Buffer of, List<Expr> at, List<Coefficients> along, boolean isWrite, double times) {

  Touch(Buffer of, List<Expr> at, boolean isWrite, double times) {
    this(of, at, Coefficients.of(at), isWrite, times);
  }

  /// The dimension whose coordinate moves to its neighbour with a loop; -1 where there is none.
  int dimension(Index loop) {
    for (int d = 0; d < along.size(); d++) {
      if (along.get(d).isNext(loop)) {
        return d;
      }
    }
    return -1;
  }

  /// Whether a loop moves the place from each iteration to the next.
  boolean moves(Index loop) {
    return along.stream().anyMatch(c -> c.by().containsKey(loop));
  }

  boolean contains(Index loop) {
    return along.stream().anyMatch(c -> c.contains(loop));
  }

  /// Every different access of buffers in device memory, with all loops inside.
  static List<Touch> of(Stmt root, double times) {
    var touches = new ArrayList<Touch>();
    walk(root, times, new HashMap<>(), touches);
    return touches;
  }

  private record Key(Buffer of, List<Expr> at, boolean isWrite) {}

  private static void walk(Stmt s, double times, Map<Key, Boolean> seen, List<Touch> into) {
    Statements.expressions(
        s,
        whole ->
            Rewrite.visit(
                whole,
                e -> {
                  if (e instanceof Expr.Read(Buffer b, var at)) {
                    add(b, at, false, times, seen, into);
                  }
                }));
    switch (s) {
      case Stmt.Store t -> add(t.to(), t.at(), true, times, seen, into);
      case Stmt.Update u -> add(u.to(), u.at(), true, times, seen, into);
      case Stmt.For f -> walk(f.body(), times * extent(f), seen, into);
      case Stmt.If _, Stmt.Alloc _, Stmt.Seq _ ->
          Statements.children(s).forEach(child -> walk(child, times, seen, into));
      case Stmt.Copy c -> {
        add(c.to().of(), c.to().at(), true, times, seen, into);
        add(c.from().of(), c.from().at(), false, times, seen, into);
      }
      case Stmt.Multiply m -> {
        add(m.acc().of(), m.acc().at(), true, times, seen, into);
        add(m.a().of(), m.a().at(), false, times, seen, into);
        add(m.b().of(), m.b().at(), false, times, seen, into);
      }
    }
  }

  private static void add(
      Buffer b,
      List<Expr> at,
      boolean write,
      double times,
      Map<Key, Boolean> seen,
      List<Touch> into) {
    if (b.space() == Space.GLOBAL && seen.put(new Key(b, at, write), true) == null) {
      into.add(new Touch(b, at, write, times));
    }
  }

  /// The iterations of a loop; one where they cannot be told.
  static double extent(Stmt.For loop) {
    return loop.extent() instanceof Expr.Const c ? Math.max(1, c.bits()) : 1;
  }

  /// The indices of the loops in a statement.
  static Set<Index> loops(Stmt root) {
    var loops = new HashSet<Index>();
    Statements.visit(
        root,
        s -> {
          if (s instanceof Stmt.For f) {
            loops.add(f.index());
          }
        });
    return loops;
  }
}
