package org.ashlar.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Tile;

/// Gives buffers the orders that were chosen: sizes and places permuted, loops in the order of what
/// they write.
final class Permute {
  private final Draft draft;
  private final Map<Buffer, Integer> inner;
  private final Map<Buffer, Buffer> to = new LinkedHashMap<>();
  private final Map<Buffer, Map<Integer, Buffer>> copies = new LinkedHashMap<>();

  private Permute(Draft draft, Map<Buffer, Integer> inner) {
    this.draft = draft;
    this.inner = inner;
    inner.forEach((b, d) -> to.put(b, moved(b, b.name(), d)));
  }

  /// @param inner the dimension of each buffer that shall lie innermost
  static void apply(Draft draft, Map<Buffer, Integer> inner, Consumer<String> notes) {
    if (inner.isEmpty()) {
      return;
    }
    var permute = new Permute(draft, inner);
    for (int at : draft.open()) {
      var kernel = draft.kernel(at);
      if (kernel.parameters().stream().anyMatch(inner::containsKey)) {
        var moved = permute.places(kernel.body());
        draft.set(at, Nest.map(moved, permute::nest));
      }
    }
    draft.replace(permute.to);
    permute.to.forEach((from, b) -> notes.accept("order: " + b.name() + ": " + text(from, inner)));
    permute.copy(notes);
  }

  private static String text(Buffer from, Map<Buffer, Integer> inner) {
    return "dimension " + inner.get(from) + " of " + from.shape() + " lies innermost";
  }

  private int inner(Buffer b) {
    return Objects.requireNonNull(inner.get(b));
  }

  private Buffer to(Buffer b) {
    return Objects.requireNonNull(to.get(b));
  }

  private static Buffer moved(Buffer b, String name, int d) {
    return new Buffer(name, b.dtype(), moved(b.sizes(), d), b.space());
  }

  private static <T> List<T> moved(List<T> all, int d) {
    var moved = new ArrayList<>(all);
    moved.add(moved.remove(d));
    return moved;
  }

  private Stmt places(Stmt root) {
    return Statements.map(
        Statements.mapExpressions(root, whole -> Rewrite.map(whole, this::read)), this::write);
  }

  private Expr read(Expr e) {
    return e instanceof Expr.Read(Buffer b, var at) && to.containsKey(b)
        ? new Expr.Read(to(b), moved(at, inner(b)))
        : e;
  }

  private Stmt write(Stmt s) {
    return switch (s) {
      case Stmt.Store(var b, var at, var value) when to.containsKey(b) ->
          new Stmt.Store(to(b), moved(at, inner(b)), value);
      case Stmt.Update(var b, var at, var op, var value) when to.containsKey(b) ->
          new Stmt.Update(to(b), moved(at, inner(b)), op, value);
      case Stmt.Copy(var t, var f, var outside) -> new Stmt.Copy(tile(t), tile(f), outside);
      case Stmt.Multiply(var acc, var a, var b) -> new Stmt.Multiply(tile(acc), tile(a), tile(b));
      case Stmt.For _, Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Alloc _, Stmt.Seq _ -> s;
    };
  }

  private Tile tile(Tile t) {
    return to.containsKey(t.of())
        ? new Tile(to(t.of()), t.over(), moved(t.at(), inner(t.of())))
        : t;
  }

  /// The nest with its loops in the order of the result's dimensions, where that is legal, and with
  /// small operands read from copies in that order.
  private Nest nest(Nest nest) {
    var touches = nest.touches();
    if (!nest.isFree(touches)) {
      return nest;
    }
    var result = Nest.writes(touches).getFirst();
    for (var t : Nest.writes(touches)) {
      result = t.times() > result.times() ? t : result;
    }
    var loops = new ArrayList<>(nest.loops());
    var along = result.along();
    loops.sort(
        Comparator.comparingInt(l -> {
          int d = 0;
          while (d < along.size() && !along.get(d).contains(l.index())) {
            d++;
          }
          return d;
        }));
    var ordered = loops.equals(nest.loops()) ? nest : new Nest(List.copyOf(loops), nest.body());
    var product = Product.of(nest);
    boolean columns =
        product.isPresent()
            && !product.get().only(product.get().left()).isEmpty()
            && !product.get().only(product.get().right()).isEmpty();
    return columns ? ordered : along(ordered, touches);
  }

  /// Reads small operands that the innermost loop would run across from copies.
  private Nest along(Nest nest, List<Touch> touches) {
    var loop = nest.loops().getLast().index();
    var body = nest.body();
    for (var touch : touches) {
      int d = touch.dimension(loop);
      if (!touch.isWrite()
          && d >= 0
          && d != Orders.innermost(touch.of())
          && draft.isInput(touch.of())
          && Orders.isSmall(touch)) {
        var copy =
            copies
                .computeIfAbsent(touch.of(), b -> new LinkedHashMap<>())
                .computeIfAbsent(
                    d, x -> moved(touch.of(), draft.fresh(touch.of().name() + "_order"), x));
        body = Statements.rebuffer(body, touch.of(), copy, at -> moved(at, d));
      }
    }
    return body == nest.body() ? nest : new Nest(nest.loops(), body);
  }

  /// One launch in front that makes the copies.
  private void copy(Consumer<String> notes) {
    var nests = new ArrayList<Stmt>();
    copies.forEach((from, all) ->
        all.forEach((d, copy) -> {
          var axes = new ArrayList<Axis>();
          for (int i = 0; i < from.rank(); i++) {
            axes.add(new Axis(draft.index(), from.sizes().get(i)));
          }
          List<Expr> at = axes.stream().map(a -> (Expr) a.index()).toList();
          Stmt s = new Stmt.Store(copy, moved(at, d), from.read(at));
          for (var axis : moved(axes, d).reversed()) {
            s = new Stmt.For(axis.index(), axis.extent(), Run.SERIAL, s);
          }
          nests.add(s);
          draft.add(copy);
          notes.accept("order: " + from.name() + " is copied to " + copy.name());
        }));
    if (!nests.isEmpty()) {
      draft.actions().addFirst(Draft.launch("orders", List.of(), Stmt.seq(nests)));
    }
  }
}
