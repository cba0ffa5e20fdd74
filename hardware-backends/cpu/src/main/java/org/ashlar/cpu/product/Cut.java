package org.ashlar.cpu.product;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.tile.Factor;
import org.ashlar.cpu.tile.Reduction;
import org.ashlar.cpu.tile.TileProduct;
import org.ashlar.ir.DType;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Product.Role;
import org.ashlar.ir.kernel.Strided;

/// How a product is cut: tasks that threads share, blocks of rows and panels of columns in a task,
/// parts of the depth, strips of rows in a block.
///
/// A task is one block of rows and one panel of columns for one iteration of the outer loops; it
/// owns its results, so tasks run in any order, and no sum depends on who runs what.
public final class Cut {
  private static final int BYTES = 4;
  private static final long CACHE = 1 << 20;
  private static final long MOST_ROWS = 192;
  private static final long FEW_ROWS = 24;
  private static final int TASKS = 4;
  private static final long IN_PLACE_DEPTH = 128;
  private static final long WIDE = 16;

  /// Columns whose places are kept in a table.
  private static final long MOST_UNEVEN = 1 << 14;

  /// Where the right operand is read.
  public enum Place {
    /// From memory that was prepared before the first launch.
    PREPARED,
    /// From scratch memory into which each task packs its panel.
    PACKED,
    /// Where it lies: its columns are neighbours.
    THERE
  }

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

  /// Rows of a block that one tile takes.
  ///
  /// @param row the first, in the block
  /// @param rows how many
  record Strip(int row, int rows) {}

  final Isa isa;
  final Product product;
  final Factor factor;
  final Place place;
  final List<Strided> accesses;
  final List<Dim> outer = new ArrayList<>();
  final Dim rows;
  final Dim columns;
  final List<Dim> depth;

  /// A second loop of rows inside of the first; of one iteration where there is none.
  final Dim inner;

  final int vectors;
  final int blockRows;
  final List<Part> parts;
  final boolean panelsFirst;

  /// Whether the next part of the packed operand is fetched while one is used.
  final boolean fetches;

  /// @param accesses what the epilogue touches: rows and columns run as one only where all of them
  ///   move evenly
  /// @param isConstant whether the right operand keeps its numbers
  public Cut(
      Isa isa, Product product, List<Strided> accesses, boolean isConstant, int cores) {
    this.isa = isa;
    this.product = product;
    factor = factor(product);
    this.accesses = List.copyOf(accesses);
    product.loops(Role.BATCH).forEach(l -> outer.add(new Dim(List.of(l))));
    var result = accesses.isEmpty() ? product.b() : accesses.getFirst();
    var byResult =
        Comparator.<Product.Loop>comparingLong(l -> -Math.abs(result.step(l.index())));
    var rowLoops = product.loops(Role.ROW).stream().sorted(byResult).toList();
    var rowDims = Dim.fuse(rowLoops, and(product.a()));
    int count = rowDims.size();
    boolean two = count > 1 && rowDims.getLast().extent() < FEW_ROWS;
    int used = two ? 2 : Math.min(count, 1);
    single(rowDims.subList(0, count - used));
    rows = count == 0 ? new Dim(List.of()) : rowDims.get(count - used);
    inner = two ? rowDims.getLast() : new Dim(List.of());
    long all = rows.extent() * inner.extent();
    long depthExtent = product.extent(Role.DEPTH);
    var columnLoops = product.loops(Role.COLUMN).stream().sorted(byResult).toList();
    var evenColumns = Dim.fuse(columnLoops, and(product.b()));
    var anyColumns = Dim.fuse(columnLoops, accesses);
    boolean sides =
        evenColumns.getLast().step(product.b()) == 1
            && product.b().of().dtype() == DType.F32
            && (evenColumns.getLast().extent() >= WIDE
                || evenColumns.getLast().equals(anyColumns.getLast()));
    boolean few = all <= 2L * tileRows(vectors(evenColumns.getLast()));
    place =
        isConstant
            ? Place.PREPARED
            : sides && (few || depthExtent <= IN_PLACE_DEPTH) ? Place.THERE : Place.PACKED;
    boolean even =
        place == Place.THERE
            || place == Place.PACKED && anyColumns.getLast().extent() > MOST_UNEVEN;
    var columnDims = even ? evenColumns : anyColumns;
    columns = columnDims.getLast();
    single(columnDims.subList(0, columnDims.size() - 1));
    vectors = vectors(columns);
    depth = order();
    blockRows = blockRows(all, depthExtent, cores);
    parts = parts();
    fetches =
        place == Place.PREPARED && depthExtent * columns.extent() * BYTES * 2 > CACHE && all >= 6;
    panelsFirst = depthExtent * columns.extent() * BYTES > CACHE;
  }

  /// Loops around the tasks' blocks.
  public List<Dim> outer() {
    return List.copyOf(outer);
  }

  public Dim rows() {
    return rows;
  }

  /// Rows inside of each iteration of the rows.
  public Dim inner() {
    return inner;
  }

  public Dim columns() {
    return columns;
  }

  private static Factor factor(Product product) {
    return product.centre().isEmpty()
        ? Factor.F32
        : product.a().of().dtype() == DType.I8 ? Factor.S8S8 : Factor.U8S8;
  }

  private List<Strided> and(Strided one) {
    var more = new ArrayList<>(accesses);
    more.add(one);
    return more;
  }

  private void single(List<Dim> dims) {
    dims.forEach(dim -> dim.loops().forEach(l -> outer.add(new Dim(List.of(l)))));
  }

  /// Vectors of a panel: at most four, all panels nearly as wide.
  private int vectors(Dim columns) {
    long lanes = TileProduct.lanes(isa);
    long width = (columns.extent() + lanes - 1) / lanes;
    long panels = (width + 3) / 4;
    return (int) ((width + panels - 1) / panels);
  }

  /// Whether a piece of code can pack a panel.
  boolean packsByCode() {
    return factor == Factor.F32
        && place != Place.THERE
        && (isEven() || columns.extent() <= MOST_UNEVEN);
  }

  /// Whether the right operand moves evenly along the columns.
  boolean isEven() {
    return columns.place(product.b(), columns.extent() - 1)
        == (columns.extent() - 1) * columns.step(product.b());
  }

  // ── the depth ──

  /// Rows of the packed operand for so many numbers of the innermost loop of the depth.
  private long groups(long numbers) {
    return (numbers + factor.group() - 1) / factor.group();
  }

  /// Rows of a packed panel.
  long packedRows() {
    return packedRows(0);
  }

  /// Bytes of a packed panel, with the sums of its columns where there are any.
  long panelBytes(boolean last) {
    return (packedRows() + (factor == Factor.F32 ? 0 : 1)) * rowBytes(last);
  }

  /// Rows of a packed panel for one iteration of the loops before this level.
  private long packedRows(int level) {
    long rows = 1;
    for (int i = level; i < depth.size(); i++) {
      long extent = depth.get(i).extent();
      rows *= i == depth.size() - 1 ? groups(extent) : extent;
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
                Comparator.<Product.Loop>comparingLong(
                    l -> -Math.abs(product.a().step(l.index()))))
            .toList();
    var even = new ArrayList<Strided>(List.of(product.a()));
    if (place != Place.PREPARED) {
      even.add(product.b());
    }
    var dims = Dim.fuse(loops, even);
    // groups are of neighbours, and those are innermost
    if (dims.getLast().extent() < 16 && factor == Factor.F32) {
      var longest = dims.stream().max(Comparator.comparingLong(Dim::extent)).orElseThrow();
      dims.remove(longest);
      dims.add(longest);
    }
    return List.copyOf(dims);
  }

  /// Depth at once: what a panel may take of the second cache.
  private static final long DEPTH = 640;

  private List<Part> parts() {
    // the innermost loops that fit are whole; the next one is cut; those outside of it run part by
    // part
    int whole = depth.size();
    while (whole > 0 && packedRows(whole - 1) <= DEPTH) {
      whole--;
    }
    var found = new ArrayList<Part>();
    collect(0, whole, 0, 0, 0, found);
    return List.copyOf(found);
  }

  private void collect(int level, int whole, long a, long step, long b, List<Part> found) {
    if (level >= whole) {
      var extents = depth.subList(level, depth.size()).stream().map(Dim::extent).toList();
      found.add(new Part(a * bytes(product.a()), step, b * BYTES, new Shape(extents)));
      return;
    }
    var dim = depth.get(level);
    boolean innermost = level == depth.size() - 1;
    int group = innermost ? factor.group() : 1;
    long inside = packedRows(level + 1);
    long most = Math.max(1, level == whole - 1 ? DEPTH / inside * group : 1);
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
        depth.subList(level + 1, depth.size()).forEach(d -> extents.add(d.extent()));
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
    int from = depth.size() - shape.extents().size();
    for (int i = 0; i < shape.extents().size(); i++) {
      var dim = depth.get(from + i);
      long inside = 1;
      for (int j = i + 1; j < shape.extents().size(); j++) {
        long extent = shape.extents().get(j);
        inside *= j == shape.extents().size() - 1 ? groups(extent) : extent;
      }
      int group = from + i == depth.size() - 1 ? factor.group() : 1;
      long b = place == Place.THERE ? dim.step(product.b()) * BYTES : inside * rowBytes;
      found.add(new Reduction(shape.extents().get(i), dim.step(product.a()) * bytes(product.a()) * group, b));
    }
    return found;
  }

  long depthExtent() {
    return product.extent(Role.DEPTH);
  }

  // ── rows ──

  int tileRows() {
    return tileRows(vectors);
  }

  private static int tileRows(int vectors) {
    return new int[] {0, 14, 13, 8, 6}[vectors];
  }

  /// Iterations of the loop of rows in a block.
  private int blockRows(long all, long depthExtent, int cores) {
    long each = inner.extent();
    long target = Math.clamp(CACHE / (depthExtent * factor.bytes()), 48, MOST_ROWS);
    long others =
        outer.stream().mapToLong(Dim::extent).reduce(panels(), (x, y) -> x * y);
    while (target > FEW_ROWS && cores > 1 && others * ((all + target - 1) / target) < TASKS * 2) {
      target /= 2;
    }
    long most = Math.max(1, target / each);
    long blocks = (rows.extent() + most - 1) / most;
    long even = (rows.extent() + blocks - 1) / blocks;
    if (each == 1 && blocks > 1) {
      // whole tiles, but for the last block
      even = (even + tileRows() - 1) / tileRows() * tileRows();
    }
    return (int) Math.min(even, rows.extent());
  }

  /// Blocks of rows.
  int blocks() {
    return (int) ((rows.extent() + blockRows - 1) / blockRows);
  }

  /// Iterations of the loop of rows in the last block, or another.
  public int blockRows(boolean last) {
    return last ? (int) (rows.extent() - (blocks() - 1L) * blockRows) : blockRows;
  }

  /// Rows of a block.
  public int height(boolean last) {
    return (int) (blockRows(last) * inner.extent());
  }

  /// The rows of a block as tiles, all nearly as high.
  List<Strip> strips(boolean last) {
    int height = height(last);
    int tile = tileRows();
    int count = (height + tile - 1) / tile;
    var strips = new ArrayList<Strip>();
    int row = 0;
    for (int i = 0; i < count; i++) {
      int rowsNow = (height - row + count - i - 1) / (count - i);
      strips.add(new Strip(row, rowsNow));
      row += rowsNow;
    }
    return strips;
  }

  /// Where a row of a block is, in bytes of an access from the block's first.
  long row(Strided access, int row) {
    long each = inner.extent();
    return (row / each * rows.step(access) + row % each * inner.step(access)) * bytes(access);
  }

  // ── columns ──

  /// Columns of a whole panel.
  int width() {
    return vectors * TileProduct.lanes(isa);
  }

  int panels() {
    return (int) ((columns.extent() + width() - 1) / width());
  }

  /// Columns of a panel.
  public int width(boolean last) {
    return last ? (int) (columns.extent() - (panels() - 1L) * width()) : width();
  }

  /// Bytes of a packed row of a panel, which ends with a whole vector.
  public long rowBytes(boolean last) {
    int lanes = TileProduct.lanes(isa);
    return (width(last) + lanes - 1L) / lanes * lanes * BYTES;
  }

  // ── tasks ──

  long tasks() {
    return outer.stream().mapToLong(Dim::extent).reduce((long) blocks() * panels(), (x, y) -> x * y);
  }

  /// Multiplications and additions of a task, in vectors of two operations a cycle.
  double weight() {
    return (double) height(false) * vectors * packedRows() / 2;
  }

  @Override
  public String toString() {
    return "%d tasks of %d rows and %d columns, tiles of %d rows and %d vectors, %d parts of the depth, right operand %s, epilogue of %d accesses"
        .formatted(
            tasks(),
            height(false),
            width(),
            tileRows(),
            vectors,
            parts.size(),
            place,
            accesses.size());
  }
}
