package org.ashlar.cpu.product;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ashlar.cpu.tile.Factor;
import org.ashlar.cpu.tile.Reduction;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Product.Role;
import org.ashlar.ir.kernel.Strided;

/// The sum of a product: its loops in the order in which the right operand is packed, and the parts
/// that are multiplied one after the other.
final class Depth {
  private static final int BYTES = 4;

  /// Rows of a part: what a panel may take of the second cache.
  private static final long MOST = 640;

  /// Rows of a part where each step of the depth reads another line of the left operand, as
  /// gradients of weights do: the panel and those lines stay in the first cache.
  private static final long MOST_ACROSS = 160;

  private static final long LINE = 64;

  /// A part of the depth.
  ///
  /// @param a bytes from the left operand's place to its own
  /// @param step rows of the packed operand before it
  /// @param b bytes to its own where the right operand is read in place
  /// @param shape what its code depends on
  record Part(long a, long step, long b, Shape shape) {}

  /// The loops of a part, outermost first.
  record Shape(List<Long> extents) {
    long size() {
      return extents.stream().reduce(1L, (x, y) -> x * y);
    }
  }

  private final Product product;
  private final Factor factor;
  private final Cut.Place place;
  private final List<Dim> dims;
  private final long most;
  private final List<Part> parts;

  /// @param asked rows of a part; 0: as fits
  Depth(Product product, Factor factor, Cut.Place place, long asked) {
    this.product = product;
    this.factor = factor;
    this.place = place;
    dims = order();
    boolean across = Math.abs(dims.getLast().step(product.a())) * bytes(product.a()) >= LINE;
    most = asked > 0 ? Math.max(4, asked) : across ? MOST_ACROSS : MOST;
    parts = cut();
  }

  /// The loops, outermost first.
  List<Dim> dims() {
    return dims;
  }

  /// One after the other.
  List<Part> parts() {
    return parts;
  }

  /// Rows of the packed operand for so many numbers of the innermost loop of the depth.
  private long groups(long numbers) {
    return (numbers + factor.group() - 1) / factor.group();
  }

  /// Rows of a packed panel.
  long packedRows() {
    return packedRows(0);
  }

  /// Rows of a packed panel for one iteration of the loops before this level.
  private long packedRows(int level) {
    long rows = 1;
    for (int i = level; i < dims.size(); i++) {
      long extent = dims.get(i).extent();
      rows *= i == dims.size() - 1 ? groups(extent) : extent;
    }
    return rows;
  }

  private long bytes(Strided access) {
    return access.of().dtype().bytes();
  }

  /// The loops of the depth: the innermost is a long one.
  private List<Dim> order() {
    var loops =
        product.loops(Role.DEPTH).stream()
            .sorted(
                Comparator.<Product.Loop>comparingLong(l -> -Math.abs(product.a().step(l.index()))))
            .toList();
    var even = new ArrayList<Strided>(List.of(product.a()));
    if (place != Cut.Place.PREPARED) {
      even.add(product.b());
    }
    var dims = Dim.fuse(loops, even);
    // groups are of neighbours, and those are innermost
    if (dims.getLast().extent() < 16 && !factor.isExact()) {
      var longest = dims.stream().max(Comparator.comparingLong(Dim::extent)).orElseThrow();
      dims.remove(longest);
      dims.add(longest);
    }
    return List.copyOf(dims);
  }

  private List<Part> cut() {
    // the innermost loops that fit are whole; the next one is cut; those outside of it run part by
    // part
    int whole = dims.size();
    while (whole > 0 && packedRows(whole - 1) <= most) {
      whole--;
    }
    var found = new ArrayList<Part>();
    collect(0, whole, 0, 0, 0, found);
    return List.copyOf(found);
  }

  private void collect(int level, int whole, long a, long step, long b, List<Part> found) {
    if (level >= whole) {
      var extents = dims.subList(level, dims.size()).stream().map(Dim::extent).toList();
      found.add(new Part(a * bytes(product.a()), step, b * BYTES, new Shape(extents)));
      return;
    }
    var dim = dims.get(level);
    boolean innermost = level == dims.size() - 1;
    int group = innermost ? factor.group() : 1;
    long inside = packedRows(level + 1);
    long most = Math.max(1, level == whole - 1 ? this.most / inside * group : 1);
    long pieces = (dim.extent() + most - 1) / most;
    long each = (dim.extent() + pieces - 1) / pieces;
    if (innermost) {
      each = (each + 3) / 4 * 4;
    }
    for (long at = 0; at < dim.extent(); at += each) {
      long n = Math.min(each, dim.extent() - at);
      long placeA = a + dim.place(product.a(), at);
      long placeB = b + dim.place(product.b(), at);
      if (level == whole - 1) {
        var extents = new ArrayList<>(List.of(n));
        dims.subList(level + 1, dims.size()).forEach(d -> extents.add(d.extent()));
        found.add(
            new Part(
                placeA * bytes(product.a()),
                step + at / group * inside,
                placeB * BYTES,
                new Shape(extents)));
      } else {
        collect(level + 1, whole, placeA, step + at / group * inside, placeB, found);
      }
    }
  }

  /// The loops of a part as the tile runs them; the last is the innermost.
  ///
  /// @param rowBytes of the packed operand
  List<Reduction> reductions(Shape shape, long rowBytes) {
    var found = new ArrayList<Reduction>();
    int from = dims.size() - shape.extents().size();
    for (int i = 0; i < shape.extents().size(); i++) {
      var dim = dims.get(from + i);
      long inside = 1;
      for (int j = i + 1; j < shape.extents().size(); j++) {
        long extent = shape.extents().get(j);
        inside *= j == shape.extents().size() - 1 ? groups(extent) : extent;
      }
      int group = from + i == dims.size() - 1 ? factor.group() : 1;
      long b = place == Cut.Place.THERE ? dim.step(product.b()) * BYTES : inside * rowBytes;
      found.add(
          new Reduction(
              shape.extents().get(i), dim.step(product.a()) * bytes(product.a()) * group, b));
    }
    return found;
  }
}
