package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.product.Cut;
import org.ashlar.cpu.product.Dim;
import org.ashlar.cpu.product.Epilogue;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Range;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;

/// A nest of a kernel that is written as a product, and what follows its sum as loops over the rows
/// and columns of a task.
///
/// The indices that a task gives are those of the outer loops, the first row and the first column.
final class LowProduct {
  static final Index ROW = new Index("first row");
  static final Index COLUMN = new Index("first column");

  /// Rows that are worth being columns.
  private static final long LEAST_COLUMNS = 4;

  private static final Index BLOCK_ROW = new Index("row");
  private static final Index INNER_ROW = new Index("inner row");
  private static final Index PANEL_COLUMN = new Index("column");

  final Product product;
  final Cut cut;
  final boolean isConstant;
  private final Map<Integer, Buffer> sums = new HashMap<>();
  private final Buffer rowSum = new Buffer("row sum", DType.I32, List.of(), Space.REGISTERS);
  private final Map<Integer, Buffer> columnSums = new HashMap<>();
  private final Map<Integer, Stmt> loops = new HashMap<>();

  private LowProduct(Isa isa, Product product, boolean isConstant, Target target, Cut.Block block) {
    this.product = product;
    this.isConstant = isConstant;
    cut = new Cut(isa, product, Epilogue.accesses(product), isConstant, target, block);
  }

  /// @param constant what keeps its numbers from launch to launch
  /// @param block what a chain says of it
  static LowProduct of(
      Isa isa, Product product, Set<Buffer> constant, Target target, Cut.Block block) {
    var b = product.b().of();
    if (constant.contains(product.a().of())
        && !constant.contains(b)
        && b.dtype() == DType.F32
        && product.centre().isEmpty()
        && block.rows() == 0
        && product.extent(Product.Role.ROW) >= LEAST_COLUMNS
        && isTurned(product)) {
      // what would be turned when it is packed, by each task again, is turned in the result instead
      var other = new LowProduct(isa, product.swapped(), true, target, block);
      if (Epilogue.of(other.cut, () -> 0).isPresent()) {
        return other;
      }
    }
    return new LowProduct(isa, product, constant.contains(b), target, block);
  }

  /// Whether the right operand has its depth side by side, not its columns.
  private static boolean isTurned(Product product) {
    return product.loops().stream()
        .anyMatch(l -> l.role() == Product.Role.DEPTH && product.b().step(l.index()) == 1);
  }

  /// Where the raw sums of a kind of task lie: rows of whole vectors.
  Buffer sums(int kind) {
    return sums.computeIfAbsent(
        kind,
        _ ->
            new Buffer(
                "sums",
                product.acc().dtype(),
                List.of(
                    Expr.of(cut.height((kind & 1) != 0)),
                    Expr.of(cut.rowBytes((kind & 2) != 0) / 4)),
                Space.SCRATCH));
  }

  /// Where the sums of the packed columns of 8-bit integers lie.
  Buffer columnSums(int kind) {
    return columnSums.computeIfAbsent(
        kind,
        _ ->
            new Buffer(
                "column sums",
                DType.I32,
                List.of(Expr.of(cut.rowBytes((kind & 2) != 0) / 4)),
                Space.SCRATCH));
  }

  /// What follows the sums of a task.
  Stmt loops(int kind) {
    return loops.computeIfAbsent(kind, this::write);
  }

  /// The outer indices that a task gives, in the order of the outer loops.
  List<Index> outer() {
    var indices = new ArrayList<Index>();
    for (int i = 0; i < cut.outer().size(); i++) {
      indices.add(new Index("outer " + i));
    }
    return indices;
  }

  /// What is known about the indices that a task gives.
  Facts facts(int kind) {
    var facts =
        Facts.NONE
            .with(ROW, new Range(0, cut.rows().extent() - cut.blockRows((kind & 1) != 0)))
            .with(COLUMN, new Range(0, cut.columns().extent() - cut.width((kind & 2) != 0)));
    for (int i = 0; i < cut.outer().size(); i++) {
      facts = facts.with(outer().get(i), new Range(0, cut.outer().get(i).extent() - 1));
    }
    return facts;
  }

  private Stmt write(int kind) {
    boolean lastBlock = (kind & 1) != 0;
    boolean lastPanel = (kind & 2) != 0;
    long inner = cut.inner().extent();
    var places = new HashMap<Expr, Expr>();
    for (int i = 0; i < cut.outer().size(); i++) {
      places.putAll(digits(cut.outer().get(i), outer().get(i)));
    }
    places.putAll(digits(cut.rows(), ROW.plus(BLOCK_ROW)));
    places.putAll(digits(cut.inner(), INNER_ROW));
    places.putAll(digits(cut.columns(), COLUMN.plus(PANEL_COLUMN)));
    var facts =
        facts(kind)
            .with(BLOCK_ROW, Expr.of(cut.blockRows(lastBlock)))
            .with(INNER_ROW, Expr.of(inner))
            .with(PANEL_COLUMN, Expr.of(cut.width(lastPanel)));
    var row = inner == 1 ? BLOCK_ROW : BLOCK_ROW.times(Expr.of(inner)).plus(INNER_ROW);
    var raw = sums(kind).read(row, PANEL_COLUMN);
    var sum =
        product
            .centre()
            .map(c -> centred(raw, c, columnSums(kind).read(PANEL_COLUMN), places))
            .orElse(raw);
    var use =
        Statements.map(
            Statements.substitute(product.use(), places),
            s ->
                Statements.mapExpressions(
                    s,
                    e ->
                        Rewrite.map(
                            Simplify.of(e, facts),
                            x ->
                                x instanceof Expr.Read(Buffer b, _) && b.equals(product.acc())
                                    ? sum
                                    : x)));
    Stmt loop = new Stmt.For(PANEL_COLUMN, Expr.of(cut.width(lastPanel)), Run.VECTOR, use);
    if (product.centre().isPresent() && !isZero(zeroB(product.centre().get()))) {
      loop = withRowSum(loop, product.centre().get(), places);
    }
    if (inner > 1) {
      loop = new Stmt.For(INNER_ROW, Expr.of(inner), Run.SERIAL, loop);
    } else {
      loop = Statements.substitute(loop, Map.of(INNER_ROW, Expr.of(0)));
    }
    return cut.blockRows(lastBlock) == 1
        ? Statements.substitute(loop, Map.of(BLOCK_ROW, Expr.of(0)))
        : new Stmt.For(BLOCK_ROW, Expr.of(cut.blockRows(lastBlock)), Run.SERIAL, loop);
  }

  // ── 8-bit integers ──

  /// The sum of products of what is left of the operands when their zeros are taken away: the tiles
  /// multiply `a + 128` where `a` is signed and `b - 128` where `b` is not.
  private Expr centred(Expr raw, Product.Centre centre, Expr columnSum, Map<Expr, Expr> places) {
    var wide = DType.I32;
    boolean isSigned = product.a().of().dtype() == DType.I8;
    var zeroA = centre.zeroA().plus(Expr.of(wide, isSigned ? 128 : 0));
    var zeroB = zeroB(centre);
    var depth = Expr.of(wide, product.extent(Product.Role.DEPTH));
    var sum = raw;
    if (!isZero(zeroA)) {
      sum = sum.minus(Simplify.of(zeroA).times(columnSum));
    }
    if (!isZero(zeroB)) {
      sum = sum.minus(Simplify.of(zeroB).times(rowSum.read()));
      sum = sum.plus(Simplify.of(depth.times(zeroB).times(centre.zeroA())));
    }
    return Rewrite.substitute(sum, places);
  }

  private Expr zeroB(Product.Centre centre) {
    boolean isSigned = product.b().of().dtype() == DType.I8;
    return centre.zeroB().minus(Expr.of(DType.I32, isSigned ? 0 : 128));
  }

  private static boolean isZero(Expr e) {
    return Simplify.of(e) instanceof Expr.Const(_, long bits) && bits == 0;
  }

  /// A loop over the columns after the sum of the left operand's numbers of the row.
  private Stmt withRowSum(Stmt loop, Product.Centre centre, Map<Expr, Expr> places) {
    var number = Rewrite.substitute(centre.read().cast(DType.I32), places);
    Stmt add = new Stmt.Update(rowSum, List.of(), Op2.ADD, number);
    for (var dim : product.loops(Product.Role.DEPTH).reversed()) {
      add = new Stmt.For(dim.index(), Expr.of(dim.extent()), Run.SERIAL, add);
    }
    var zero = new Stmt.Store(rowSum, List.of(), Expr.of(DType.I32, 0));
    return new Stmt.Alloc(rowSum, Stmt.seq(List.of(zero, add, loop)));
  }

  /// The index of each loop, out of that of all of them as one.
  private static Map<Expr, Expr> digits(Dim dim, Expr all) {
    var places = new HashMap<Expr, Expr>();
    var left = all;
    for (int i = dim.loops().size() - 1; i >= 0; i--) {
      var loop = dim.loops().get(i);
      places.put(loop.index(), i == 0 ? left : left.floorMod(Expr.of(loop.extent())));
      left = left.floorDiv(Expr.of(loop.extent()));
    }
    return places;
  }

  /// The parameter of a kernel that the right operand is, where its numbers are kept.
  Optional<Buffer> constant() {
    return isConstant ? Optional.of(product.b().of()) : Optional.empty();
  }
}
