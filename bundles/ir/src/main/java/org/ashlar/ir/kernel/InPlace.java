package org.ashlar.ir.kernel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;

/// Whether a kernel may write a result over an argument, so that both are one memory.
///
/// The two are taken as one buffer. It is proved that no iteration of a loop writes what another
/// one reads, and no statement what its neighbours read. Then every element is read before its own
/// place is written and by nobody else, in whatever order iterations run, as long as each runs
/// once.
public final class InPlace {
  private final Buffer both;
  private final Set<Buffer> written;

  private InPlace(Buffer both, Set<Buffer> written) {
    this.both = both;
    this.written = written;
  }

  /// @param in a parameter that the kernel only reads
  /// @param out a parameter that it only writes
  public static boolean allows(Kernel kernel, Buffer in, Buffer out) {
    var written = new HashSet<>(Writes.of(kernel));
    if (in.equals(out)
        || in.dtype() != out.dtype()
        || !in.sizes().equals(out.sizes())
        || in.space() != out.space()
        || written.contains(in)
        || !written.contains(out)
        || Reads.of(kernel).contains(out)) {
      return false;
    }
    return new InPlace(out, written).isSafe(Statements.rename(kernel.body(), in, out), Facts.NONE);
  }

  private boolean isSafe(Stmt s, Facts facts) {
    if (!reads(s) || !writes(s)) {
      return true;
    }
    return switch (s) {
      case Stmt.For f ->
          Dependences.of(f, facts, both::equals).isEmpty()
              && isSafe(f.body(), facts.with(f.index(), f.extent()));
      case Stmt.If f -> isSafe(f.then(), facts) && isSafe(f.otherwise(), facts);
      case Stmt.Alloc a -> isSafe(a.body(), facts);
      case Stmt.Seq q ->
          q.body().stream().allMatch(each -> isSafe(each, facts)) && areApart(q.body(), facts);
      // what it reads is read before it writes
      case Stmt.Store _ -> true;
      case Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> false;
    };
  }

  /// Whether no statement writes what another one reads.
  private boolean areApart(List<Stmt> all, Facts facts) {
    for (var one : all) {
      for (var other : all) {
        if (one != other && writes(one) && reads(other) && !areApart(one, other, facts)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean areApart(Stmt writer, Stmt reader, Facts facts) {
    for (var write : Accesses.of(writer)) {
      for (var read : Accesses.of(reader)) {
        if (write.of().equals(both)
            && write.isWrite()
            && read.of().equals(both)
            && !read.isWrite()
            && !areApart(write, read, facts)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean areApart(Access write, Access read, Facts outside) {
    var renamed = new HashMap<Expr, Expr>();
    for (var frame : read.path()) {
      if (frame instanceof Access.Frame.Around(var index, _)) {
        renamed.put(index, new Expr.Index(index.name() + "'"));
      }
    }
    var facts = read.facts(write.facts(outside, Map.of(), written), renamed, written);
    for (int d = 0; d < both.rank(); d++) {
      var x = write.at().get(d);
      var y = Rewrite.substitute(read.at().get(d), renamed);
      if (Access.isSteady(x, written)
          && Access.isSteady(y, written)
          && (facts.proves(x.lt(y)) || facts.proves(y.lt(x)))) {
        return true;
      }
    }
    return false;
  }

  private boolean reads(Stmt s) {
    return Reads.of(s).contains(both);
  }

  private boolean writes(Stmt s) {
    return Writes.of(s).contains(both);
  }
}
