package org.ashlar.cpu.product;

import static org.ashlar.cpu.x86.Gpr.*;
import static org.ashlar.cpu.x86.Op.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;
import org.ashlar.cpu.tile.TileProduct;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Op;
import org.ashlar.cpu.x86.Operand;
import org.ashlar.cpu.x86.Vec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Strided;

/// What follows a sum, done on the accumulators of a tile: f32 arithmetic with numbers of other
/// buffers by row, by column or both (bias, scale, residual, clip), then stores.
///
/// Each access has two words in the context: where it begins for the task, and where for the strip.
///
/// Vectors run along the columns; where the result's columns are no neighbours but its rows are, it
/// is done *across*: {@link Across} turns the sums of a block, and vectors run along the rows.
public final class Epilogue {
  /// Accumulators in registers, as many vectors a row.
  interface Sums {
    int rows();

    int vectors();

    /// Whether the last vector of a row has lanes to leave alone.
    boolean isPartial();

    /// The register that holds vector `j` of row `i`.
    Vec accumulator(int i, int j);

    /// Registers that hold nothing.
    List<Vec> free();
  }

  static final List<Gpr> POINTERS = List.of(RCX, RDX, RSI, RDI, R12, R13, R14, RBP, RAX);

  /// Registers that are free in every tile.
  private static final int FREE = 5;

  private final Product product;
  private final ToLongFunction<Strided> along;
  private final boolean isAcross;
  private final List<Stmt.Store> stores;
  private final List<Strided> accesses = new ArrayList<>();
  private final Map<Object, Integer> numbers = new HashMap<>();
  private final List<Integer> words = new ArrayList<>();

  /// @param along elements that an access moves from lane to lane
  private Epilogue(
      Product product, ToLongFunction<Strided> along, boolean isAcross, List<Stmt.Store> stores) {
    this.product = product;
    this.along = along;
    this.isAcross = isAcross;
    this.stores = stores;
  }

  /// The accesses of a product's epilogue that are even, stores first; others are left out.
  public static List<Strided> accesses(Product product) {
    var found = new ArrayList<Strided>();
    var extents = product.extents();
    for (var store : stores(product.use())) {
      Strided.of(store.to(), store.at(), extents).ifPresent(found::add);
    }
    for (var store : stores(product.use())) {
      Rewrite.visit(
          store.value(),
          e -> {
            if (e instanceof Expr.Read(Buffer b, var at) && !b.equals(product.acc())) {
              Strided.of(b, at, extents).ifPresent(found::add);
            }
          });
    }
    return found;
  }

  private static List<Stmt.Store> stores(Stmt use) {
    return switch (use) {
      case Stmt.Store s -> List.of(s);
      case Stmt.Seq(var all) -> all.stream().flatMap(s -> stores(s).stream()).toList();
      default -> List.of();
    };
  }

  /// The epilogue of a product; empty where it is not of this simple kind.
  ///
  /// @param words of the context
  public static Optional<Epilogue> of(Cut cut, IntSupplier words) {
    var use = cut.product.use();
    var stores = stores(use);
    boolean plain =
        use instanceof Stmt.Store
            || use instanceof Stmt.Seq(var all) && all.size() == stores.size();
    if (!plain || stores.isEmpty() || cut.product.centre().isPresent()) {
      return Optional.empty();
    }
    var epilogue = new Epilogue(cut.product, cut.columns::step, false, stores);
    if (!epilogue.fits()) {
      epilogue = new Epilogue(cut.product, cut::alongRows, true, stores);
      if (!epilogue.fits() || !epilogue.accesses.stream().allMatch(cut::isEvenAlongRows)) {
        return Optional.empty();
      }
    }
    if (!epilogue.accesses.stream().allMatch(cut.columns::isEven)) {
      return Optional.empty();
    }
    for (int i = 0; i < 2 * epilogue.accesses.size(); i++) {
      epilogue.words.add(words.getAsInt());
    }
    return Optional.of(epilogue);
  }

  private boolean fits() {
    for (var store : stores) {
      if (store.to().dtype() != DType.F32
          || access(store.to(), store.at()).filter(a -> along.applyAsLong(a) == 1).isEmpty()
          || registers(store.value()) > FREE) {
        return false;
      }
    }
    return accesses.size() <= POINTERS.size();
  }

  /// Whether vectors run along the rows.
  boolean isAcross() {
    return isAcross;
  }

  /// Whether an access is a store: they come first.
  boolean isStored(int access) {
    return access < stores.size();
  }

  /// Whether an access moves from lane to lane.
  boolean isAlong(Strided access) {
    return along.applyAsLong(access) == 1;
  }

  public List<Strided> accesses() {
    return accesses;
  }

  /// The word with the place where an access begins for a task.
  public int base(int access) {
    return words.get(2 * access);
  }

  /// The word with the place where it begins for a strip.
  int cursor(int access) {
    return words.get(2 * access + 1);
  }

  private Optional<Strided> access(Buffer of, List<Expr> at) {
    return Strided.of(of, at, product.extents())
        .map(a -> {
          if (numbers.putIfAbsent(List.of(of.name(), at), accesses.size()) == null) {
            accesses.add(a);
          }
          return a;
        });
  }

  // ── whether it can be written ──

  private static final int NEVER = 1000;

  /// How many registers an expression needs beside the accumulator; many where it cannot be
  /// written.
  private int registers(Expr e) {
    if (e.dtype() != DType.F32) {
      return NEVER;
    }
    return switch (e) {
      case Expr.Const _, Local _ -> 1;
      case Expr.Read(Buffer b, _) when b.equals(product.acc()) -> 0;
      case Expr.Read(Buffer b, var at) ->
          access(b, at).map(along::applyAsLong).filter(step -> step == 1 || step == 0).isPresent()
              ? 1
              : NEVER;
      case Expr.Unary(var op, var x) when op == Op1.NEG || op == Op1.SQRT || op == Op1.ABS ->
          Math.max(1, registers(x));
      case Expr.Binary(var op, var x, var y) when isKnown(op, x, y) ->
          1 + Math.max(registers(x), registers(y));
      case Expr.Let(_, var value, var body) -> Math.max(registers(value), 1 + registers(body));
      default -> NEVER;
    };
  }

  private static boolean isKnown(Op2 op, Expr x, Expr y) {
    return switch (op) {
      case ADD, SUB, MUL, DIV -> true;
      // the machine gives the second operand where one is NaN: one of them must be a number
      case MIN, MAX -> isNumber(x) || isNumber(y);
      default -> false;
    };
  }

  private static boolean isNumber(Expr e) {
    return e instanceof Expr.Const c && !Double.isNaN(c.value());
  }

  // ── writing ──

  /// @param offsets of the rows of the tile from the strip's place, in bytes, one list an access
  void write(Code code, TileProduct tile, List<List<Long>> offsets) {
    for (int i = 0; i < accesses.size(); i++) {
      code.emit(MOV, POINTERS.get(i), Mem.at(R15, cursor(i)));
    }
    write(
        code,
        new Sums() {
          @Override
          public int rows() {
            return tile.rows();
          }

          @Override
          public int vectors() {
            return tile.vectors();
          }

          @Override
          public boolean isPartial() {
            return tile.isPartial();
          }

          @Override
          public Vec accumulator(int i, int j) {
            return tile.accumulator(i, j);
          }

          @Override
          public List<Vec> free() {
            return tile.free();
          }
        },
        offsets);
  }

  /// The same where {@link #POINTERS} are set.
  void write(Code code, Sums tile, List<List<Long>> offsets) {
    for (int row = 0; row < tile.rows(); row++) {
      for (int j = 0; j < tile.vectors(); j++) {
        for (var store : stores) {
          var writer = new Writer(code, tile, offsets, row, j);
          var value = writer.value(store.value());
          var to = writer.place(store.to(), store.at());
          code.emit(VMOVUPS, writer.isPartial() ? to.under(ProductCode.LAST) : to, value);
        }
      }
    }
  }

  /// One vector of the tile.
  private final class Writer {
    private final Code code;
    private final Sums tile;
    private final List<List<Long>> offsets;
    private final int row;
    private final int column;
    private final Deque<Vec> free = new ArrayDeque<>();
    private final Map<Local, Vec> names = new HashMap<>();

    Writer(Code code, Sums tile, List<List<Long>> offsets, int row, int column) {
      this.code = code;
      this.tile = tile;
      this.offsets = offsets;
      this.row = row;
      this.column = column;
      free.addAll(tile.free());
    }

    boolean isPartial() {
      return column == tile.vectors() - 1 && tile.isPartial();
    }

    private int number(Buffer of, List<Expr> at) {
      return Objects.requireNonNull(numbers.get(List.of(of.name(), at)));
    }

    Mem place(Buffer of, List<Expr> at) {
      int number = number(of, at);
      boolean moves = isAlong(accesses.get(number));
      return Mem.at(
          POINTERS.get(number), offsets.get(number).get(row) + (moves ? column * 64L : 0));
    }

    private boolean moves(Buffer of, List<Expr> at) {
      return isAlong(accesses.get(number(of, at)));
    }

    private boolean isOwn(Vec v) {
      return v.number() >= tile.rows() * tile.vectors() && !names.containsValue(v);
    }

    private void release(Vec v) {
      if (isOwn(v)) {
        free.push(v);
      }
    }

    /// Where a number is that an instruction may take from memory.
    private Optional<Mem> memory(Expr e) {
      return switch (e) {
        case Expr.Const c -> Optional.of(code.constant((int) c.bits()).broadcast());
        case Expr.Read(Buffer b, var at)
            when !b.equals(product.acc()) && moves(b, at) && !isPartial() ->
            Optional.of(place(b, at));
        case Expr.Read(Buffer b, var at) when !b.equals(product.acc()) && !moves(b, at) ->
            Optional.of(place(b, at).broadcast());
        default -> Optional.empty();
      };
    }

    Vec value(Expr e) {
      return switch (e) {
        case Expr.Const c -> {
          var to = free.pop();
          code.emit(VBROADCASTSS, to, code.constant((int) c.bits()));
          yield to;
        }
        case Local l -> Objects.requireNonNull(names.get(l));
        case Expr.Read(Buffer b, _) when b.equals(product.acc()) -> tile.accumulator(row, column);
        case Expr.Read(Buffer b, var at) -> {
          var to = free.pop();
          if (moves(b, at)) {
            code.emit(VMOVUPS, isPartial() ? to.zeroed(ProductCode.LAST) : to, place(b, at));
          } else {
            code.emit(VBROADCASTSS, to, place(b, at));
          }
          yield to;
        }
        case Expr.Unary(var op, var x) -> unary(op, value(x));
        case Expr.Binary(var op, var x, var y) -> binary(op, x, y);
        case Expr.Let(var name, var value, var body) -> {
          var old = value(value);
          if (!isOwn(old)) {
            var copy = free.pop();
            code.emit(VMOVAPS, copy, old);
            old = copy;
          }
          names.put(name, old);
          var result = value(body);
          names.remove(name);
          if (!result.equals(old)) {
            free.push(old);
          }
          yield result;
        }
        default -> throw new IllegalStateException("epilogue: not of the simple kind: " + e);
      };
    }

    private Vec unary(Op1 op, Vec x) {
      release(x);
      var to = free.pop();
      switch (op) {
        case SQRT -> code.emit(VSQRTPS, to, x);
        case NEG -> code.emit(VPXORD, to, x, code.constant(0x80000000).broadcast());
        default -> code.emit(VPANDD, to, x, code.constant(0x7fffffff).broadcast());
      }
      return to;
    }

    private Vec binary(Op2 op, Expr left, Expr right) {
      var x = left;
      var y = right;
      boolean commutes = op == Op2.ADD || op == Op2.MUL;
      boolean orders = op == Op2.MIN || op == Op2.MAX;
      if (commutes && memory(x).isPresent() || orders && !isNumber(x)) {
        x = right;
        y = left;
      }
      var first = value(x);
      Operand second = orders ? value(y) : operand(y);
      release(first);
      if (second instanceof Vec v) {
        release(v);
      }
      var to = free.pop();
      code.emit(instruction(op), to, first, second);
      return to;
    }

    private Operand operand(Expr e) {
      var memory = memory(e);
      return memory.isPresent() ? memory.get() : value(e);
    }

    private Op instruction(Op2 op) {
      return switch (op) {
        case ADD -> VADDPS;
        case SUB -> VSUBPS;
        case MUL -> VMULPS;
        case DIV -> VDIVPS;
        case MIN -> VMINPS;
        case MAX -> VMAXPS;
        default -> throw new IllegalStateException("epilogue: " + op);
      };
    }
  }
}
