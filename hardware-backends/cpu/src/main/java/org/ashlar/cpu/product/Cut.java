package org.ashlar.cpu.product;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.tile.Factor;
import org.ashlar.cpu.tile.TileProduct;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Product.Role;
import org.ashlar.ir.kernel.Strided;
import org.ashlar.ir.kernel.Target;

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

  /// Rows up to which weights of 16 bits are widened where they are read …
  private static final long MOST_SHORT = 32;

  /// … and those up to which panels are wide: more rows fit a tile of two vectors.
  private static final long SHORT_ROWS = 6;

  /// Rows for which packing would pay even if it gathers.
  private static final long MOST_ALONG = 512;

  /// Rows that are whole tiles of four vectors and whole lines of memory.
  private static final long WHOLE = 48;

  /// Bytes of a row of the widest panel; those after which places of the first cache repeat; and
  /// how many it has of each, less some for what else is read.
  private static final long PANEL = 256;

  private static final long PAGE = 4096;
  private static final long WAYS = 8;

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

  /// What a chain says about the tasks of its products.
  ///
  /// @param rows of a block; 0: no chain says
  /// @param around the indices of the outermost loops, in order
  public record Block(int rows, List<Expr.Index> around) {
    /// No chain says anything.
    public static final Block FREE = new Block(0, List.of());

    public Block {
      around = List.copyOf(around);
    }
  }

  /// Rows of a block that one tile takes.
  ///
  /// @param row the first, in the block
  /// @param rows how many
  record Strip(int row, int rows) {}

  private final Map<String, Double> choices;
  final Isa isa;
  final Product product;
  final Factor factor;
  final Place place;
  final List<Strided> accesses;
  final List<Dim> outer = new ArrayList<>();
  final Dim rows;
  final Dim columns;
  final Depth depth;

  /// A second loop of rows inside of the first; of one iteration where there is none.
  final Dim inner;

  final int vectors;
  final int blockRows;
  final boolean panelsFirst;
  private final long sharing;

  /// Whether the next part of the packed operand is fetched while one is used.
  final boolean fetches;

  /// @param accesses what the epilogue touches: rows and columns run as one only where all of them
  ///   move evenly
  /// @param isConstant whether the right operand keeps its numbers
  /// @param target whose facts `cut_vectors` (of a panel), `cut_rows` (of a block), `cut_depth` (of
  ///   a part), `cut_fetches` and `cut_panels_first` (0 or 1) stand for what is chosen here
  ///   otherwise
  /// @param block what a chain says of it
  public Cut(
      Isa isa,
      Product product,
      List<Strided> accesses,
      boolean isConstant,
      Target target,
      Block block) {
    choices = target.facts();
    this.isa = isa;
    this.product = product;
    this.accesses = List.copyOf(accesses);
    block.around().forEach(i -> single(i));
    product.loops(Role.BATCH).stream()
        .filter(l -> !block.around().contains(l.index()))
        .forEach(l -> outer.add(new Dim(List.of(l))));
    var result = accesses.isEmpty() ? product.b() : accesses.getFirst();
    var byResult = Comparator.<Product.Loop>comparingLong(l -> -Math.abs(result.step(l.index())));
    var rowLoops =
        product.loops(Role.ROW).stream()
            .filter(l -> !block.around().contains(l.index()))
            .sorted(byResult)
            .toList();
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
    boolean few = all <= 2L * tileRows(units(evenColumns.getLast(), 1, 4));
    var byOperand =
        Comparator.<Product.Loop>comparingLong(l -> -Math.abs(product.b().step(l.index())));
    var operandColumns =
        Dim.fuse(columnLoops.stream().sorted(byOperand).toList(), List.of(product.b()));
    // columns that are neighbours, but not where the results lie: packing would gather them
    boolean along =
        !sides
            && product.b().of().dtype() == DType.F32
            && operandColumns.getLast().step(product.b()) == 1
            && operandColumns.getLast().extent() >= WIDE
            && all <= MOST_ALONG;
    place =
        isConstant
            ? Place.PREPARED
            : along || sides && (few || isNear(evenColumns.getLast(), block.rows() > 0))
                ? Place.THERE
                : Place.PACKED;
    boolean even =
        place == Place.THERE
            || place == Place.PACKED && anyColumns.getLast().extent() > MOST_UNEVEN;
    var columnDims =
        along && place == Place.THERE ? operandColumns : even ? evenColumns : anyColumns;
    columns = columnDims.getLast();
    single(columnDims.subList(0, columnDims.size() - 1));
    factor = factor(product, place, all);
    vectors =
        factor.isShort()
            ? 2 * units(columns, 2, all > SHORT_ROWS ? 1 : 2)
            : units(columns, 1, Math.clamp((int) choice("cut_vectors", 4), 1, 4));
    depth = new Depth(product, factor, place, (long) choice("cut_depth", 0));
    blockRows =
        block.rows() > 0
            ? (int) Math.min(block.rows(), rows.extent())
            : blockRows(all, depthExtent, target.cores());
    fetches = place == Place.PREPARED && choice("cut_fetches", all >= 6 ? 1 : 0) > 0;
    panelsFirst = choice("cut_panels_first", panelsFirst(all) ? 1 : 0) > 0;
    if (place == Place.PACKED && block.rows() == 0) {
      // a panel that was packed serves all tasks that follow
      outer.sort(Comparator.comparing(dim -> dim.step(product.b()) == 0));
    }
    long shared = 1;
    for (var dim : outer) {
      shared *= place == Place.PACKED && dim.step(product.b()) == 0 ? dim.extent() : 1;
    }
    sharing = shared;
  }

  /// Iterations of the outer loops that read the same panel, one after the other; 1 where nothing
  /// is packed in tasks.
  long sharing() {
    return sharing;
  }

  /// Whether a panel lies so close together that packing it gains nothing.
  ///
  /// @param isShared whether several blocks of rows would read the packed form
  private boolean isNear(Dim columns, boolean isShared) {
    long depthExtent = product.extent(Role.DEPTH);
    var loops = product.loops(Role.DEPTH);
    if (!isShared || loops.size() != 1) {
      return depthExtent <= IN_PLACE_DEPTH;
    }
    long step = product.b().step(loops.getFirst().index()) * BYTES;
    long line = Math.min(columns.extent() * BYTES, PANEL);
    // lines of a panel that share a place of the first cache
    long places = Math.min(PAGE, Math.max(PANEL, PAGE / Long.lowestOneBit(step) * PANEL));
    return step == line || depthExtent <= IN_PLACE_DEPTH && depthExtent * line <= WAYS * places;
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

  /// Weights of 16 bits stay so where few rows use them, which wait for memory; else they are
  /// widened once.
  private static Factor factor(Product product, Place place, long rows) {
    if (product.centre().isPresent()) {
      return product.a().of().dtype() == DType.I8 ? Factor.S8S8 : Factor.U8S8;
    }
    boolean stays = place == Place.PREPARED && rows <= MOST_SHORT;
    return switch (product.b().of().dtype()) {
      case BF16 -> stays ? Factor.F32_BF16 : Factor.F32;
      case F16 -> stays ? Factor.F32_F16 : Factor.F32;
      default -> Factor.F32;
    };
  }

  private List<Strided> and(Strided one) {
    var more = new ArrayList<>(accesses);
    more.add(one);
    return more;
  }

  private void single(Expr.Index index) {
    product.loops().stream()
        .filter(l -> l.index().equals(index))
        .forEach(l -> outer.add(new Dim(List.of(l))));
  }

  private void single(List<Dim> dims) {
    dims.forEach(dim -> dim.loops().forEach(l -> outer.add(new Dim(List.of(l)))));
  }

  /// A decision that may be made by others: a fact of the target, else what is given.
  private double choice(String fact, double otherwise) {
    return choices.getOrDefault(fact, otherwise);
  }

  /// How many vectors, or pairs of them, a panel has: at most so many, all panels nearly as wide.
  private int units(Dim columns, int vectors, int most) {
    long lanes = (long) vectors * TileProduct.lanes(isa);
    long width = (columns.extent() + lanes - 1) / lanes;
    long panels = (width + most - 1) / most;
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

  /// The parts of the depth, one after the other.
  List<Depth.Part> parts() {
    return depth.parts();
  }

  /// Bytes of a packed panel, with the sums of its columns where there are any.
  long panelBytes(boolean last) {
    return (depth.packedRows() + (factor.isExact() ? 1 : 0)) * packedBytes(last);
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
    long fits = Math.clamp(CACHE / (depthExtent * factor.bytes()), 48, MOST_ROWS);
    long target = Math.max(1, (long) choice("cut_rows", fits));
    boolean isFree = !choices.containsKey("cut_rows");
    long others = outer.stream().mapToLong(Dim::extent).reduce(panels(), (x, y) -> x * y);
    while (isFree
        && target > FEW_ROWS
        && cores > 1
        && others * ((all + target - 1) / target) < TASKS * 2) {
      target /= 2;
    }
    long most = Math.max(1, target / each);
    long blocks = (rows.extent() + most - 1) / most;
    long even = (rows.extent() + blocks - 1) / blocks;
    if (each == 1 && blocks > 1) {
      // whole tiles, but for the last block; across, whole lines of the result too
      long step = isAcross() && even > WHOLE ? WHOLE : tileRows();
      even = (even + step - 1) / step * step;
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
    return (row / each * rows.step(access) + row % each * inner.step(access))
        * access.of().dtype().bytes();
  }

  /// Whether rows are neighbours in the result, and columns are not.
  private boolean isAcross() {
    return !accesses.isEmpty()
        && columns.step(accesses.getFirst()) != 1
        && alongRows(accesses.getFirst()) == 1;
  }

  /// Elements that an access moves from a row of a block to the next, where it moves evenly.
  long alongRows(Strided access) {
    return inner.extent() > 1 ? inner.step(access) : rows.step(access);
  }

  /// Whether an access moves evenly along the rows of a block.
  boolean isEvenAlongRows(Strided access) {
    return inner.extent() == 1 || rows.step(access) == inner.extent() * inner.step(access);
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

  /// Bytes of a packed row of a panel. Of 16 bits it ends with a whole pair of vectors.
  long packedBytes(boolean last) {
    if (!factor.isShort()) {
      return rowBytes(last);
    }
    long lanes = 2L * TileProduct.lanes(isa);
    return (width(last) + lanes - 1) / lanes * isa.bytes();
  }

  /// Bytes of a row of sums, which ends with a whole vector.
  public long rowBytes(boolean last) {
    int lanes = TileProduct.lanes(isa);
    return (width(last) + lanes - 1L) / lanes * lanes * BYTES;
  }

  // ── tasks ──

  /// Whether a panel meets all blocks of rows before the next one does: what is read again and
  /// again should fit the cache, or be less.
  private boolean panelsFirst(long all) {
    long a = Math.min(all * depthExtent() * factor.bytes(), product.a().of().bytes());
    long b = depthExtent() * columns.extent() * BYTES;
    long byPanels = (a > CACHE ? a * panels() : a) + b;
    long byBlocks = a + (b > CACHE ? b * blocks() : b);
    return byPanels <= byBlocks;
  }

  long tasks() {
    return outer.stream()
        .mapToLong(Dim::extent)
        .reduce((long) blocks() * panels(), (x, y) -> x * y);
  }

  /// Multiplications and additions of a task, in vectors of two operations a cycle.
  double weight() {
    return (double) height(false) * vectors * depth.packedRows() / 2;
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
            parts().size(),
            factor.isShort() ? place + " " + product.b().of().dtype() : place,
            accesses.size());
  }
}
