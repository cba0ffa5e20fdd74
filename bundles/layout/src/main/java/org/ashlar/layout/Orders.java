package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;

/// Chooses which dimension of each buffer lies innermost.
///
/// Products vote, by their multiplications: the loop of their columns innermost in the result, the
/// longest sum loop innermost in the left operand. A loop that runs along one buffer's innermost
/// dimension and across another's costs what is accessed; so neighbours agree, and what is neutral
/// follows.
final class Orders {
  /// What a vote of a product is worth a multiplication, and what an access across costs.
  private static final double RESULT = 0.25;

  private static final double LEFT = 0.1;
  private static final double ACROSS = 1;

  /// Shorter sum loops are no runs of memory worth having.
  private static final double LONG = 16;

  private static final int SWEEPS = 8;

  /// What it costs where two buffers' innermost dimensions are these.
  private record Meeting(Buffer one, Buffer other, double[][] cost) {}

  private final Draft draft;
  private final Map<Buffer, double[]> votes = new LinkedHashMap<>();
  private final Map<Buffer, List<Meeting>> meetings = new HashMap<>();
  private final Map<Buffer, Integer> inner = new HashMap<>();

  private Orders(Draft draft) {
    this.draft = draft;
  }

  /// The innermost dimension of every buffer that should lie otherwise.
  static Map<Buffer, Integer> of(Draft draft) {
    var orders = new Orders(draft);
    for (int at : draft.open()) {
      Nest.outermost(draft.kernel(at).body()).forEach(orders::look);
    }
    return orders.settle();
  }

  /// The innermost dimension of more than one element; the last where there is none.
  static int innermost(Buffer b) {
    for (int d = b.rank() - 1; d >= 0; d--) {
      if (!isOne(b.sizes().get(d))) {
        return d;
      }
    }
    return b.rank() - 1;
  }

  private static boolean isOne(Expr size) {
    return size instanceof Expr.Const c && c.bits() == 1;
  }

  /// The dimensions that may be innermost.
  private static List<Integer> wide(Buffer b) {
    return IntStream.range(0, b.rank()).filter(d -> !isOne(b.sizes().get(d))).boxed().toList();
  }

  private boolean isOpen(Buffer b) {
    return draft.isFree(b) && wide(b).size() > 1;
  }

  private void look(Nest nest) {
    var touches = nest.touches();
    var written = Nest.writes(touches).stream().filter(t -> t.of().rank() > 0).toList();
    if (written.isEmpty()) {
      return;
    }
    var result = written.getFirst();
    for (var t : written) {
      result = t.times() > result.times() ? t : result;
    }
    var product = Product.of(nest);
    boolean columns = product.isPresent() && vote(product.get(), result);
    var free = nest.isFree(touches);
    for (var touch : touches) {
      if (touch != result && touch.of().rank() > 0 && !touch.of().equals(result.of()) && !columns) {
        meet(nest, free, result, touch);
      } else if (columns && touch != result && isEpilogue(product.get(), touch)) {
        meet(nest, free, result, touch);
      }
    }
    if (!columns) {
      idle(nest, result, touches);
    }
    if (!free) {
      hold(nest, result);
    }
  }

  private static boolean isEpilogue(Product product, Touch touch) {
    return touch.of().rank() > 0
        && !touch.of().equals(product.left().of())
        && !touch.of().equals(product.right().of());
  }

  /// Whether the product has columns and has voted.
  private boolean vote(Product product, Touch result) {
    var leftOnly = product.only(product.left());
    var rightOnly = product.only(product.right());
    if (leftOnly.isEmpty() || rightOnly.isEmpty()) {
      return false;
    }
    boolean swapped = columnsAreLeft(product, result, leftOnly, rightOnly);
    var left = swapped ? product.right() : product.left();
    var columns = swapped ? leftOnly : rightOnly;
    double work = product.work();
    Stmt.For longest = null;
    for (var loop : columns) {
      if (result.dimension(loop.index()) >= 0
          && (longest == null || Touch.extent(loop) > Touch.extent(longest))) {
        longest = loop;
      }
    }
    if (longest != null) {
      vote(result.of(), result.dimension(longest.index()), work * RESULT);
    }
    product
        .longestSum(left, LONG)
        .ifPresent(sum -> vote(left.of(), left.dimension(sum), work * LEFT));
    return true;
  }

  /// Whether the columns are those of the left factor: the operand that comes from outside, else
  /// that with fewer loops of its own, else what runs along the result's memory now.
  private boolean columnsAreLeft(
      Product product, Touch result, List<Stmt.For> leftOnly, List<Stmt.For> rightOnly) {
    boolean leftFixed = !draft.isFree(product.left().of());
    boolean rightFixed = !draft.isFree(product.right().of());
    if (leftFixed != rightFixed) {
      return leftFixed;
    }
    if (leftOnly.size() != rightOnly.size()) {
      return leftOnly.size() < rightOnly.size();
    }
    var along = result.along().get(innermost(result.of()));
    return leftOnly.stream().anyMatch(l -> along.isNext(l.index()));
  }

  private void vote(Buffer b, int dimension, double weight) {
    if (dimension >= 0) {
      votes.computeIfAbsent(b, x -> new double[x.rank()])[dimension] += weight;
    }
  }

  /// What it costs to access a place while going along the result.
  private void meet(Nest nest, boolean free, Touch result, Touch touch) {
    var cost = new double[result.of().rank()][touch.of().rank()];
    boolean matters = false;
    double weight = touch.times() * ACROSS;
    boolean small = isSmall(touch) && draft.isInput(touch.of());
    // what is written in loops inside goes along with what they read
    boolean once = result.times() <= nest.times();
    for (int d = 0; d < cost.length && !small; d++) {
      var loop = loop(nest, result, d);
      if (loop != null) {
        for (int e = 0; e < cost[d].length; e++) {
          if (touch.contains(loop)
              && !touch.along().get(e).isNext(loop)
              && !(once && isRun(nest, touch, e))) {
            cost[d][e] = weight;
            matters = true;
          }
        }
      }
    }
    if (matters) {
      var meeting = new Meeting(result.of(), touch.of(), cost);
      meetings.computeIfAbsent(result.of(), b -> new ArrayList<>()).add(meeting);
      meetings.computeIfAbsent(touch.of(), b -> new ArrayList<>()).add(meeting);
    }
  }

  /// Whether an operand is so small beside its reads that another copy of it costs nothing.
  static boolean isSmall(Touch touch) {
    return touch.of().bytes() <= 1 << 16 && touch.of().shape().elements() * 8.0 <= touch.times();
  }

  /// The loop that moves a dimension of a place to its neighbour; null where none does.
  private static @org.jspecify.annotations.Nullable Index loop(Nest nest, Touch touch, int d) {
    var along = touch.along().get(d);
    for (var loop : nest.loops().reversed()) {
      if (along.isNext(loop.index())) {
        return loop.index();
      }
    }
    for (var index : along.by().keySet()) {
      if (along.isNext(index)) {
        return index;
      }
    }
    return null;
  }

  /// Whether loops inside run along a dimension, and no others move it.
  private static boolean isRun(Nest nest, Touch touch, int d) {
    var along = touch.along().get(d);
    return along.others().isEmpty()
        && !along.by().isEmpty()
        && nest.loops().stream().noneMatch(l -> along.contains(l.index()));
  }

  /// A loop along which a sum does not change is a waste of vectors.
  private void idle(Nest nest, Touch result, List<Touch> touches) {
    var summed = touches.stream().filter(t -> !t.isWrite() && t.times() > nest.times()).toList();
    double work = summed.stream().mapToDouble(Touch::times).max().orElse(0);
    for (int d : wide(result.of())) {
      var loop = loop(nest, result, d);
      if (work > 0
          && loop != null
          && nest.loops().stream().anyMatch(l -> l.index().equals(loop))
          && summed.stream().noneMatch(t -> t.contains(loop))) {
        vote(result.of(), d, -work * ACROSS);
      }
    }
  }

  /// Loops that must stay in their order: only the innermost that a result has runs along it.
  private void hold(Nest nest, Touch result) {
    int now = innermost(result.of());
    for (int d : wide(result.of())) {
      if (d != now) {
        vote(result.of(), d, -result.times() * ACROSS);
      }
    }
  }

  private Map<Buffer, Integer> settle() {
    var open = new ArrayList<Buffer>();
    for (var at : draft.open()) {
      for (var b : draft.kernel(at).parameters()) {
        if (inner.putIfAbsent(b, innermost(b)) == null && isOpen(b)) {
          open.add(b);
        }
      }
    }
    for (var b : open) {
      inner.put(b, best(b, false));
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean changed = false;
      for (var b : sweep % 2 == 0 ? open : open.reversed()) {
        int d = best(b, true);
        changed |= inner.put(b, d) != d;
      }
      if (!changed && !together(open)) {
        break;
      }
    }
    var chosen = new LinkedHashMap<Buffer, Integer>();
    for (var b : open) {
      int d = inner.getOrDefault(b, 0);
      if (d != innermost(b)) {
        chosen.put(b, d);
      }
    }
    return chosen;
  }

  /// Moves two buffers at once where they meet and neither would move alone; false: nothing moved.
  private boolean together(List<Buffer> open) {
    boolean changed = false;
    var may = new HashSet<>(open);
    for (var b : open) {
      for (var m : meetings.getOrDefault(b, List.of())) {
        var other = m.other();
        if (m.one().equals(b) && !other.equals(b) && may.contains(other)) {
          changed |= together(b, other);
        }
      }
    }
    return changed;
  }

  private boolean together(Buffer one, Buffer other) {
    int first = inner.getOrDefault(one, 0);
    int second = inner.getOrDefault(other, 0);
    int bestFirst = first;
    int bestSecond = second;
    double least = cost(one, other);
    for (int d : wide(one)) {
      for (int e : wide(other)) {
        inner.put(one, d);
        inner.put(other, e);
        double cost = cost(one, other);
        if (cost < least) {
          bestFirst = d;
          bestSecond = e;
          least = cost;
        }
      }
    }
    inner.put(one, bestFirst);
    inner.put(other, bestSecond);
    return bestFirst != first || bestSecond != second;
  }

  /// What two buffers cost as they lie; what they cost together counts once.
  private double cost(Buffer one, Buffer other) {
    int d = inner.getOrDefault(one, 0);
    int e = inner.getOrDefault(other, 0);
    double cost = cost(one, d, true) + cost(other, e, true);
    for (var m : meetings.getOrDefault(one, List.of())) {
      if (m.one().equals(one) && m.other().equals(other)) {
        cost -= m.cost()[d][e];
      } else if (m.one().equals(other) && m.other().equals(one)) {
        cost -= m.cost()[e][d];
      }
    }
    return cost;
  }

  private int best(Buffer b, boolean neighbours) {
    int now = innermost(b);
    int best = now;
    double least = cost(b, now, neighbours);
    for (int d : wide(b)) {
      double cost = cost(b, d, neighbours);
      if (cost < least) {
        best = d;
        least = cost;
      }
    }
    return best;
  }

  private double cost(Buffer b, int d, boolean neighbours) {
    double cost = votes.containsKey(b) ? -votes.get(b)[d] : 0;
    if (neighbours) {
      for (var m : meetings.getOrDefault(b, List.of())) {
        cost +=
            m.one().equals(b)
                ? m.cost()[d][inner.getOrDefault(m.other(), 0)]
                : m.cost()[inner.getOrDefault(m.one(), 0)][d];
      }
    }
    return cost;
  }
}
