package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// Lets buffers live where they are going to be copied.
///
/// A buffer that a kernel copies into a box of a larger one (a rim, a part of a concatenation) lies
/// in that box from the start: its writers write there, its readers read there. What a kernel
/// computes of each element of a buffer that nobody else reads is computed where the buffer is
/// written. What is left of the kernel are borders; they join the writer.
final class Boxes {
  private final Draft draft;
  private final Consumer<String> notes;
  private final Uses uses;
  private final Map<Integer, List<Nest>> pieces = new HashMap<>();
  private final Set<Buffer> owned = new HashSet<>();
  private final Set<Integer> late = new HashSet<>();
  private int names;

  private Boxes(Draft draft, Consumer<String> notes) {
    this.draft = draft;
    this.notes = notes;
    this.uses = new Uses(draft);
  }

  static void apply(Draft draft, Consumer<String> notes) {
    var boxes = new Boxes(draft, notes);
    var open = draft.open();
    open.forEach(boxes::cut);
    open.forEach(boxes::join);
    List.copyOf(boxes.late).forEach(boxes::write);
    draft.removeEmpty();
  }

  /// Takes a kernel into pieces; notes the buffers that it alone writes, each place once.
  private void cut(int at) {
    var found = Pieces.of(draft.kernel(at).body());
    if (found.isEmpty()) {
      return;
    }
    pieces.put(at, new ArrayList<>(found.get()));
    var body = body(at);
    if (!body.equals(draft.kernel(at).body())) {
      draft.set(at, body);
      uses.look(at);
    }
    for (var target : found.get().stream().map(n -> Pieces.store(n).to()).distinct().toList()) {
      var parts = found.get().stream().filter(n -> Pieces.store(n).to().equals(target)).toList();
      if (uses.writers(target).equals(Set.of(at))
          && uses.readers(target).headSet(at + 1).isEmpty()
          && areApart(parts)) {
        owned.add(target);
      }
    }
  }

  private static boolean areApart(List<Nest> parts) {
    if (parts.size() == 1) {
      return true;
    }
    var boxes = parts.stream().map(Box::of).toList();
    for (int i = 0; i < boxes.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (boxes.get(i).isEmpty()
            || boxes.get(j).isEmpty()
            || !boxes.get(i).get().isApart(boxes.get(j).get())) {
          return false;
        }
      }
    }
    return true;
  }

  private void join(int at) {
    if (!pieces.containsKey(at)) {
      return;
    }
    int last = -1;
    for (var piece : List.copyOf(pieces.getOrDefault(at, List.of()))) {
      var store = Pieces.store(piece);
      if (!owned.contains(store.to())) {
        continue;
      }
      var writer = move(at, piece).or(() -> compute(at, piece));
      if (writer.isPresent()) {
        pieces.getOrDefault(at, List.of()).remove(piece);
        late.add(at);
        last = Math.max(last, writer.get());
      }
    }
    if (last >= 0) {
      write(at);
      uses.look(at);
      borders(at, last);
    }
  }

  /// Gives a kernel the body that its pieces make, where they have changed.
  private void write(int at) {
    if (late.remove(at)) {
      draft.set(at, body(at));
    }
  }

  private Stmt body(int at) {
    return Stmt.seq(pieces.getOrDefault(at, List.of()).stream().map(Nest::stmt).toList());
  }

  /// Constants that are left go to the last writer of the rest.
  private void borders(int at, int writer) {
    var left = pieces.getOrDefault(at, List.of());
    write(writer);
    if (left.stream().allMatch(n -> Pieces.store(n).value() instanceof Expr.Const)) {
      var all = new ArrayList<Stmt>();
      for (var nest : left) {
        var own = nest.renamed(draft::index);
        all.add(own.stmt());
        pieces.computeIfPresent(
            writer,
            (w, others) -> {
              others.addFirst(own);
              return others;
            });
      }
      all.add(draft.kernel(writer).body());
      left.clear();
      draft.set(writer, Stmt.seq(all));
      draft.set(at, Stmt.Seq.NOTHING);
      uses.look(writer);
      uses.look(at);
    }
  }

  // ── whole buffers ──

  /// The last writer of the buffer that a piece copies, which now lies in the piece's box.
  private Optional<Integer> move(int at, Nest piece) {
    var store = Pieces.store(piece);
    var target = store.to();
    if (!(store.value() instanceof Expr.Read(Buffer source, var places))
        || !draft.isFree(source)
        || source.equals(target)
        || uses.writers(source).isEmpty()
        || uses.writers(source).last() >= at) {
      return Optional.empty();
    }
    var from = Box.of(piece, source, places);
    var to = Box.of(piece);
    if (from.isEmpty() || !from.get().isWhole() || to.isEmpty() || meets(at, source, target)) {
      return Optional.empty();
    }
    int writer = uses.writers(source).last();
    var touched = new TreeSet<>(uses.writers(source));
    touched.addAll(uses.readers(source));
    for (int position : touched) {
      if (position != at) {
        rebuffer(position, source, target, from.get(), to.get());
      }
    }
    notes.accept("box: " + source.name() + " lies in " + target.name());
    return Optional.of(writer);
  }

  /// Whether an action that names one writes the other: it would read and write one buffer.
  private boolean meets(int at, Buffer source, Buffer target) {
    var one = new HashSet<>(uses.readers(source));
    one.retainAll(uses.writers(target));
    var other = new HashSet<>(uses.writers(source));
    other.retainAll(uses.readers(target));
    // the piece itself both reads the source and writes the target
    return one.size() > 1 || !other.isEmpty() || readers(at, source) > 1;
  }

  /// The pieces of a kernel that read a buffer.
  private long readers(int at, Buffer source) {
    return pieces.getOrDefault(at, List.of()).stream().filter(n -> reads(n, source)).count();
  }

  private void rebuffer(int position, Buffer source, Buffer target, Box from, Box to) {
    UnaryOperator<List<Expr>> place = p -> place(p, from, to);
    var list = pieces.get(position);
    if (list == null) {
      var body = draft.kernel(position).body();
      draft.set(position, Statements.rebuffer(body, source, target, place));
    } else {
      list.replaceAll(n ->
          touches(n, source)
              ? new Nest(n.loops(), Statements.rebuffer(n.body(), source, target, place))
              : n);
      late.add(position);
    }
    uses.rename(position, source, target);
  }

  private static boolean touches(Nest piece, Buffer buffer) {
    var store = Pieces.store(piece);
    return store.to().equals(buffer) || reads(piece, buffer);
  }

  private static boolean reads(Nest piece, Buffer buffer) {
    var reads = new boolean[1];
    Rewrite.visit(
        Pieces.store(piece).value(),
        e -> reads[0] |= e instanceof Expr.Read(Buffer b, _) && b.equals(buffer));
    return reads[0];
  }

  /// The place in the box for a place of the whole.
  private static List<Expr> place(List<Expr> place, Box from, Box to) {
    var moved = new ArrayList<Expr>();
    for (int d = 0; d < to.from().size(); d++) {
      Expr coordinate = Expr.of(to.from().get(d));
      var loop = to.loops().get(d);
      for (int e = 0; e < place.size() && loop.isPresent(); e++) {
        if (from.loops().get(e).equals(loop)) {
          coordinate = Simplify.of(place.get(e).plus(coordinate));
        }
      }
      moved.add(coordinate);
    }
    return moved;
  }

  // ── element by element ──

  /// The writer of a buffer that only this piece reads, which now computes the piece.
  private Optional<Integer> compute(int at, Nest piece) {
    var store = Pieces.store(piece);
    var reads = piece.touches().stream().filter(t -> !t.isWrite()).toList();
    for (var read : reads) {
      var source = read.of();
      var view = View.of(piece, source, read.at());
      if (draft.isFree(source)
          && reads.stream().filter(t -> t.of().equals(source)).count() == 1
          && isOnly(at, source)
          && view.isPresent()) {
        int writer = uses.writers(source).first();
        if (isThere(piece, source, writer, at) && compute(writer, piece, read, view.get())) {
          notes.accept(
              "join: "
                  + source.name()
                  + " goes into "
                  + store.to().name()
                  + " where it is computed");
          return Optional.of(writer);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isOnly(int at, Buffer source) {
    return uses.writers(source).size() == 1
        && uses.writers(source).first() < at
        && uses.readers(source).equals(Set.of(at))
        && readers(at, source) == 1;
  }

  /// Whether all else that a piece reads is there when the writer runs, and its target is free.
  private boolean isThere(Nest piece, Buffer source, int writer, int at) {
    var target = Pieces.store(piece).to();
    for (var t : piece.touches()) {
      if (!t.isWrite()
          && !t.of().equals(source)
          && (t.of().equals(target) || !uses.writers(t.of()).subSet(writer, at + 1).isEmpty())) {
        return false;
      }
    }
    return !uses.writers(target).contains(writer) && !uses.readers(target).contains(writer);
  }

  private boolean compute(int writer, Nest piece, Touch read, View view) {
    write(writer);
    var body = draft.kernel(writer).body();
    var stores = new ArrayList<Stmt.Store>();
    var others = new int[1];
    Statements.visit(
        body,
        s -> {
          if (s instanceof Stmt.Store t && t.to().equals(read.of())) {
            stores.add(t);
          } else if (s instanceof Stmt.Update u && u.to().equals(read.of())
              || s instanceof Stmt.Copy
              || s instanceof Stmt.Multiply) {
            others[0]++;
          }
        });
    if (stores.size() != 1 || others[0] > 0 || uses.readers(read.of()).contains(writer)) {
      return false;
    }
    var old = stores.getFirst();
    var now = joined(old, Pieces.store(piece), read, view);
    draft.set(writer, Statements.map(body, s -> s == old || s.equals(old) ? now : s));
    pieces.computeIfPresent(
        writer,
        (w, all) ->
            new ArrayList<>(
                all.stream()
                    .map(n -> n.body().equals(old) ? new Nest(n.loops(), now) : n)
                    .toList()));
    uses.look(writer);
    return true;
  }

  private Stmt.Store joined(Stmt.Store old, Stmt.Store piece, Touch read, View view) {
    var by = view.at(old.at());
    var element = new Expr.Read(Buffer.registers("the element", read.of().dtype()), List.of());
    var value =
        Rewrite.map(
            piece.value(), e -> e.equals(new Expr.Read(read.of(), read.at())) ? element : e);
    value = Pieces.simplified(Rewrite.substitute(value, by));
    var at = piece.at().stream().map(p -> Simplify.of(Rewrite.substitute(p, by))).toList();
    return new Stmt.Store(
        piece.to(), at, Pieces.substitute(value, element, old.value(), "e" + names++));
  }
}
