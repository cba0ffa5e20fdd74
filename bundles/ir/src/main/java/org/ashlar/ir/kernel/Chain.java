package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;

/// Nests one after the other that go through the same rows, and pass on nothing but rows: attention
/// is one, of a product, a softmax and a product.
///
/// ```
/// alloc s[batch…, rows, …] scratch
///   for … { s[b…, r, …] = … }
///   for … { … s[b…, r, …] … }
/// ```
///
/// All buffers between the nests have the same dimensions of batches and rows in front, and each
/// nest touches them at the indices of its own loops there. So a nest may do some rows of a batch
/// when those before it have done these rows, and of the buffers no more need exist than those
/// rows.
///
/// @param between the buffers that the nests pass on
/// @param links the nests in their order
/// @param batches the extents of the loops of batches, outermost first, all above 1
/// @param rows the extent of the loop of rows
public record Chain(List<Buffer> between, List<Link> links, List<Long> batches, long rows) {
  /// The fact of a target that runs chains by rows.
  public static final String FACT = "chains";

  /// A nest of a chain.
  ///
  /// @param batches the indices of its loops of batches, in the chain's order
  /// @param product where it is one; else its loops of batches and rows are its outermost
  /// @param body what is inside of the loops of a nest that is no product
  public record Link(
      Stmt.For nest, List<Expr.Index> batches, Stmt.For row, Optional<Product> product, Stmt body) {
    public Link {
      batches = List.copyOf(batches);
    }
  }

  public Chain {
    between = List.copyOf(between);
    links = List.copyOf(links);
    batches = List.copyOf(batches);
  }

  /// Bytes that one row of all buffers between the nests takes.
  public long rowBytes() {
    return between.stream().mapToLong(b -> rowBytes(b)).sum();
  }

  /// Bytes of one row of a buffer.
  public long rowBytes(Buffer b) {
    return b.bytes() / (rows * all());
  }

  /// Iterations of the loops of batches.
  public long all() {
    return batches.stream().reduce(1L, (x, y) -> x * y);
  }

  /// A kernel's body as a chain; empty where it is none.
  public static Optional<Chain> of(Stmt body) {
    var between = new ArrayList<Buffer>();
    var s = body;
    while (s instanceof Stmt.Alloc(var b, var inside)
        && b.space() == Space.SCRATCH
        && b.shape().isConstant()
        && b.rank() >= 2) {
      between.add(b);
      s = inside;
    }
    if (between.isEmpty() || !(s instanceof Stmt.Seq(var parts)) || parts.size() < 2) {
      return Optional.empty();
    }
    var leading = leading(between.getFirst());
    if (leading.getLast() < 2 || between.stream().anyMatch(b -> !leading(b).equals(leading))) {
      return Optional.empty();
    }
    var links = new ArrayList<Link>();
    for (var part : parts) {
      var link = part instanceof Stmt.For f ? link(f, between, leading) : Optional.<Link>empty();
      if (link.isEmpty()) {
        return Optional.empty();
      }
      links.add(link.get());
    }
    var batches = leading.subList(0, leading.size() - 1).stream().filter(n -> n > 1).toList();
    return passesRowsOnly(links, between)
        ? Optional.of(new Chain(between, links, batches, leading.getLast()))
        : Optional.empty();
  }

  private static List<Long> leading(Buffer b) {
    return b.sizes().subList(0, b.rank() - 1).stream().map(e -> ((Expr.Const) e).bits()).toList();
  }

  /// Each buffer between is written by one nest and read by it or later ones; no nest reads or
  /// writes anything else that another one writes.
  private static boolean passesRowsOnly(List<Link> links, List<Buffer> between) {
    var written = new HashSet<Buffer>();
    for (int i = 0; i < links.size(); i++) {
      var own = outside(links.get(i), Writes.of(links.get(i).nest()));
      var reads = outside(links.get(i), Reads.of(links.get(i).nest()));
      for (var b : reads) {
        if (between.contains(b) && !written.contains(b) && !own.contains(b)
            || !between.contains(b) && (written.contains(b) || own.contains(b))) {
          return false;
        }
      }
      for (var b : own) {
        if (!written.add(b)) {
          return false;
        }
      }
      for (int j = 0; j < i; j++) {
        var earlier = outside(links.get(j), Reads.of(links.get(j).nest()));
        if (own.stream().anyMatch(earlier::contains)) {
          return false;
        }
      }
    }
    return written.containsAll(between);
  }

  /// What a nest does not allocate itself.
  private static Set<Buffer> outside(Link link, Set<Buffer> touched) {
    var outside = new HashSet<>(touched);
    Statements.visit(
        link.nest(),
        s -> {
          if (s instanceof Stmt.Alloc a) {
            outside.remove(a.buffer());
          }
        });
    return outside;
  }

  // ── one nest ──

  private static Optional<Link> link(Stmt.For nest, List<Buffer> between, List<Long> leading) {
    var places = places(nest, between);
    if (places.size() != 1) {
      return Optional.empty();
    }
    var place = places.iterator().next();
    var indices = new ArrayList<Expr.Index>();
    var extents = new HashMap<Expr.Index, Long>();
    for (int d = 0; d < leading.size(); d++) {
      if (leading.get(d) == 1) {
        // nowhere but at 0, whatever says so
        continue;
      }
      if (place.get(d) instanceof Expr.Index i && !indices.contains(i)) {
        indices.add(i);
        extents.put(i, leading.get(d));
      } else {
        return Optional.empty();
      }
    }
    var row = indices.removeLast();
    var product = Product.of(nest);
    return product.isPresent()
        ? product(nest, product.get(), indices, row, extents)
        : plain(nest, between, indices, row, extents);
  }

  private static Optional<Link> product(
      Stmt.For nest,
      Product product,
      List<Expr.Index> batches,
      Expr.Index row,
      Map<Expr.Index, Long> extents) {
    var around = new HashSet<>(batches);
    around.add(row);
    boolean fits =
        product.centre().isEmpty()
            && product.loops().stream().allMatch(l -> fits(l, around, row, extents))
            && product.loops().stream().map(Product.Loop::index).toList().containsAll(around);
    Stmt s = nest;
    while (fits && s instanceof Stmt.For f) {
      if (f.index().equals(row)) {
        return Optional.of(new Link(nest, batches, f, Optional.of(product), product.use()));
      }
      s = f.body();
    }
    return Optional.empty();
  }

  /// A product's own rows are the chain's; batches are loops that move the left operand, at least.
  private static boolean fits(
      Product.Loop loop, Set<Expr.Index> around, Expr.Index row, Map<Expr.Index, Long> extents) {
    boolean isOurs = around.contains(loop.index());
    return switch (loop.role()) {
          case BATCH -> isOurs && !loop.index().equals(row);
          case ROW -> isOurs;
          case COLUMN, DEPTH -> !isOurs;
        }
        && (!isOurs || extents.getOrDefault(loop.index(), 0L) == loop.extent());
  }

  /// Loops of batches and rows, and inside of them what writes rows alone.
  private static Optional<Link> plain(
      Stmt.For nest,
      List<Buffer> between,
      List<Expr.Index> batches,
      Expr.Index row,
      Map<Expr.Index, Long> extents) {
    Stmt s = once(nest);
    for (var index : batches) {
      if (!(s instanceof Stmt.For f) || !isLoop(f, index, extents)) {
        return Optional.empty();
      }
      s = once(f.body());
    }
    if (!(s instanceof Stmt.For f) || !isLoop(f, row, extents)) {
      return Optional.empty();
    }
    var link = new Link(nest, batches, f, Optional.empty(), f.body());
    return between.containsAll(outside(link, Writes.of(nest)))
        ? Optional.of(link)
        : Optional.empty();
  }

  /// What is inside of loops of one iteration.
  private static Stmt once(Stmt s) {
    return s instanceof Stmt.For f && f.extent() instanceof Expr.Const(_, long n) && n == 1
        ? once(f.body())
        : s;
  }

  private static boolean isLoop(Stmt.For f, Expr.Index index, Map<Expr.Index, Long> extents) {
    return f.index().equals(index)
        && f.run() == Run.SERIAL
        && f.extent() instanceof Expr.Const(_, long n)
        && extents.getOrDefault(index, 0L) == n;
  }

  /// The places of batches and rows at which a nest touches the buffers between.
  private static Set<List<Expr>> places(Stmt.For nest, List<Buffer> between) {
    var found = new HashSet<List<Expr>>();
    Statements.visit(
        nest,
        s -> {
          switch (s) {
            case Stmt.Store(var b, var at, _) when between.contains(b) -> found.add(front(at));
            case Stmt.Update(var b, var at, _, _) when between.contains(b) -> found.add(front(at));
            case Stmt.Copy _, Stmt.Multiply _ -> found.add(List.of());
            case Stmt.Store _, Stmt.Update _, Stmt.For _, Stmt.If _, Stmt.Alloc _, Stmt.Seq _ -> {}
          }
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Read(var of, var at)
                            && of instanceof Buffer b
                            && between.contains(b)) {
                          found.add(front(at));
                        }
                      }));
        });
    return found;
  }

  private static List<Expr> front(List<Expr> at) {
    return at.subList(0, at.size() - 1);
  }
}
