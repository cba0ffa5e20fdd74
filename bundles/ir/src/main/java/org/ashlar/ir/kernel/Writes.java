package org.ashlar.ir.kernel;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/// The buffers that a kernel writes.
public final class Writes {
  private Writes() {}

  public static Set<Buffer> of(Kernel kernel) {
    return of(kernel.body());
  }

  /// The buffers, of any space, that a statement writes.
  public static Set<Buffer> of(Stmt body) {
    var written = new LinkedHashSet<Buffer>();
    var open = new ArrayDeque<Stmt>();
    open.push(body);
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Stmt.For f -> open.push(f.body());
        case Stmt.If f -> {
          open.push(f.then());
          open.push(f.otherwise());
        }
        case Stmt.Store s -> written.add(s.to());
        case Stmt.Update u -> written.add(u.to());
        case Stmt.Alloc a -> open.push(a.body());
        case Stmt.Copy c -> written.add(c.to().of());
        case Stmt.Multiply m -> written.add(m.acc().of());
        case Stmt.Seq s -> s.body().forEach(open::push);
      }
    }
    return written;
  }
}
