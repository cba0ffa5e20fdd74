package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Text;

/// Checks kernels: every name is bound once and of the right type, and what a loop's mark asserts
/// is proved.
public final class Check {
  private Check() {}

  /// The kernel, where it is well formed and its marks are legal.
  ///
  /// @throws IllegalArgumentException where it is not; the message names kernel, loop and places
  public static Kernel kernel(Kernel kernel) {
    Bindings.check(kernel);
    marks(kernel, kernel.body(), Facts.NONE);
    return kernel;
  }

  /// A place that is not proved in range; a backend clamps it and sets the launch's fault word.
  ///
  /// @param dimension of the buffer
  /// @param node the `Read`, `Store`, `Update` or `Multiply` that touches it, told apart by
  ///   identity
  public record Unproved(Buffer buffer, int dimension, Expr at, Object node) {
    @Override
    public String toString() {
      return buffer.name()
          + ": dimension "
          + dimension
          + ": "
          + Text.of(at)
          + " is not proved below "
          + Text.of(buffer.sizes().get(dimension));
    }
  }

  /// The places that are not proved in range, in the order of the text. Tiles of `Copy` need no
  /// proof: it skips what is outside.
  public static List<Unproved> unproved(Kernel kernel) {
    var written = new HashSet<>(Writes.of(kernel));
    var unproved = new ArrayList<Unproved>();
    for (var access : Accesses.of(kernel.body())) {
      var facts = access.facts(Facts.NONE, Map.of(), written);
      for (int d = 0; !access.tile() && d < access.at().size(); d++) {
        var at = access.at().get(d);
        if (!facts.proves(Expr.of(0).le(at)) || !facts.proves(at.lt(access.of().sizes().get(d)))) {
          unproved.add(new Unproved(access.of(), d, at, access.node()));
        }
      }
    }
    return unproved;
  }

  /// Loops keep their facts only where extents and conditions cannot change: they read nothing that
  /// is written.
  private static void marks(Kernel kernel, Stmt s, Facts facts) {
    switch (s) {
      case Stmt.For f -> {
        mark(kernel, f, facts);
        marks(kernel, f.body(), facts.with(f.index(), f.extent()));
      }
      case Stmt.If i -> {
        boolean steady = Access.isSteady(i.when(), Writes.of(kernel));
        marks(kernel, i.then(), steady ? facts.with(i.when()) : facts);
        marks(kernel, i.otherwise(), steady ? facts.without(i.when()) : facts);
      }
      case Stmt.Alloc a -> marks(kernel, a.body(), facts);
      case Stmt.Seq q -> q.body().forEach(inner -> marks(kernel, inner, facts));
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> {}
    }
  }

  private static void mark(Kernel kernel, Stmt.For loop, Facts facts) {
    Marks.why(loop, facts)
        .ifPresent(reason -> {
          throw new IllegalArgumentException(
              "kernel "
                  + kernel.name()
                  + ": loop "
                  + loop.index().name()
                  + " "
                  + loop.run()
                  + ": "
                  + reason);
        });
  }
}
