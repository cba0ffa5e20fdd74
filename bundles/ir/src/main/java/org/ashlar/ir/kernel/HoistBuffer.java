package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Loops.Illegal;

/// Moves an allocation out of the loop that stands directly around it.
///
/// Where the statements that fill it do not depend on the loop, they move out with it and run once.
/// Otherwise each iteration gets a part of its own (a new first dimension), and the loop is
/// distributed: each statement inside gets a loop of its own, so that the loops inside can be
/// reordered with it.
final class HoistBuffer {
  private HoistBuffer() {}

  static Stmt apply(Stmt root, Step.Hoist step) {
    var done = new boolean[1];
    var result =
        Loops.change(
            root,
            step.loop(),
            (loop, around) -> {
              var hoisted = hoist(loop, step.buffer(), around);
              done[0] |= hoisted != loop;
              return hoisted;
            });
    if (!done[0]) {
      throw new Illegal("it is not allocated inside the loop");
    }
    return result;
  }

  private static Stmt hoist(Stmt.For loop, String name, Facts around) {
    var others = new ArrayList<Buffer>();
    Stmt s = loop.body();
    while (s instanceof Stmt.Alloc a && !a.buffer().name().equals(name)) {
      others.add(a.buffer());
      s = a.body();
    }
    if (!(s instanceof Stmt.Alloc(var buffer, var body))) {
      if (Dependences.allocated(loop.body()).stream().anyMatch(b -> b.name().equals(name))) {
        throw new Illegal(
            "other loops or statements stand between " + name + " and " + loop.index().name());
      }
      return loop; // a sibling loop of the same name, with other buffers inside
    }
    var parts = parts(allocate(others, body));
    int fill = fill(parts, buffer, loop);
    if (fill > 0) {
      var rest =
          new Stmt.For(
              loop.index(), loop.extent(), loop.run(), Stmt.seq(parts.subList(fill, parts.size())));
      var moved = new ArrayList<Stmt>(parts.subList(0, fill));
      moved.add(rest);
      return new Stmt.Alloc(buffer, Stmt.seq(moved));
    }
    return expand(loop, buffer, parts, around);
  }

  private static Stmt allocate(List<Buffer> buffers, Stmt body) {
    var s = body;
    for (var buffer : buffers.reversed()) {
      s = new Stmt.Alloc(buffer, s);
    }
    return s;
  }

  private static List<Stmt> parts(Stmt body) {
    return body instanceof Stmt.Seq(var parts) ? parts : List.of(body);
  }

  /// How many statements at the start fill the buffer alone and alike in every iteration; 0 where
  /// it is written later.
  private static int fill(List<Stmt> parts, Buffer buffer, Stmt.For loop) {
    int n = 0;
    while (n < parts.size()
        && Writes.of(parts.get(n)).equals(Set.of(buffer))
        && !depends(parts.get(n), loop)) {
      n++;
    }
    var written = Writes.of(Stmt.seq(parts.subList(n, parts.size())));
    var read = Reads.of(Stmt.seq(parts.subList(0, n)));
    return written.contains(buffer) || !Collections.disjoint(written, read) ? 0 : n;
  }

  private static boolean depends(Stmt s, Stmt.For loop) {
    var found = new boolean[1];
    Statements.visit(
        s,
        inner ->
            Statements.expressions(inner, e -> found[0] |= Rewrite.free(e).contains(loop.index())));
    return found[0];
  }

  private static Stmt expand(Stmt.For loop, Buffer buffer, List<Stmt> parts, Facts around) {
    Loops.requireSerial(loop);
    if (buffer.space() == Space.REGISTERS && !(loop.extent() instanceof Expr.Const)) {
      throw new Illegal(
          "the extent of "
              + loop.index().name()
              + " must be constant: "
              + buffer.name()
              + " lies in registers");
    }
    var sizes = new ArrayList<Expr>(List.of(loop.extent()));
    sizes.addAll(buffer.sizes());
    var larger = new Buffer(buffer.name(), buffer.dtype(), sizes, buffer.space());
    var own =
        parts.stream()
            .map(s ->
                Rebuffer.apply(
                    s,
                    buffer,
                    larger,
                    at -> {
                      var place = new ArrayList<Expr>(List.of(loop.index()));
                      place.addAll(at);
                      return place;
                    }))
            .toList();
    requireDistributable(loop, own, around);
    return new Stmt.Alloc(
        larger,
        Stmt.seq(
            own.stream()
                .map(s -> (Stmt) new Stmt.For(loop.index(), loop.extent(), loop.run(), s))
                .toList()));
  }

  /// No iteration of a later statement may touch what a later iteration of an earlier statement
  /// touches.
  private static void requireDistributable(Stmt.For loop, List<Stmt> parts, Facts around) {
    for (int i = 0; i < parts.size(); i++) {
      for (int j = i + 1; j < parts.size(); j++) {
        Dependences.between(loop, parts.get(j), parts.get(i), around)
            .ifPresent(conflict -> {
              throw new Illegal(
                  "the loop "
                      + loop.index().name()
                      + " cannot be distributed over its statements: they touch "
                      + "one place ("
                      + conflict
                      + ")");
            });
      }
    }
  }
}
