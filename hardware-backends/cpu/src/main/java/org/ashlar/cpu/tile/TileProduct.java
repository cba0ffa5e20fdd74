package org.ashlar.cpu.tile;

import static org.ashlar.cpu.x86.Gpr.RSP;
import static org.ashlar.cpu.x86.Op.*;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Mask;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Vec;

/// Writes the product of one tile that is kept in registers: `acc[i, j] += Σ over loops of a[i, …,
/// k] · b[…, k, j]`, a batch-reduce product.
///
/// `a` is read where it lies, row `i` at `rows[i]` bytes from its pointer; `b` is packed, its
/// columns side by side (see [Factor]). Everything but the pointers is a constant of the code. The
/// accumulators stay in registers, so that what follows a product (bias, activation, residual,
/// cast) works on them.
public final class TileProduct {
  /// Steps of the depth that are written out one after the other.
  public static final int UNROLL = 4;

  private static final int LINE = 64;
  private static final int CHAINS = 8;

  private final Isa isa;
  private final Factor factor;
  private final int columns;
  private final int[] rows;
  private final int vectors;
  private final int copies;
  private final Registers registers;
  private final Lanes lanes;
  private final Optional<Mask> exact;

  /// Which general registers are used.
  ///
  /// @param a the left operand; kept
  /// @param b the packed operand; kept
  /// @param counters one for each loop that is not written out; changed
  /// @param scratch changed
  public record Registers(Gpr a, Gpr b, List<Gpr> counters, Gpr scratch) {
    public Registers {
      counters = List.copyOf(counters);
    }
  }

  /// What is fetched while a product runs, because the next one needs it.
  ///
  /// @param a bytes from the left operand to that of the next tile; 0: nothing is fetched
  /// @param b a register with the bytes from what is read of `b` to what is fetched of it; with
  ///   `lines` the address of what is fetched next, which moves; RSP: nothing is fetched
  /// @param lines how many lines that follow each other are fetched in [#UNROLL] steps; 0: one a
  ///   step, at a distance
  public record Ahead(long a, Gpr b, int lines) {
    public static final Ahead NOTHING = new Ahead(0, RSP, 0);

    boolean isStream() {
      return lines > 0;
    }
  }

  /// @param columns how many; the last vector may be partial
  /// @param rows where each row of `a` begins, in bytes from its pointer
  public TileProduct(Isa isa, Factor factor, int columns, int[] rows, Registers registers) {
    this(isa, factor, columns, rows, registers, Optional.empty());
  }

  /// @param exact the mask of the lanes of a partial last vector where `b` has no others to read
  ///   (AVX-512, f32); see [#prepare]
  public TileProduct(
      Isa isa, Factor factor, int columns, int[] rows, Registers registers, Optional<Mask> exact) {
    this.isa = isa;
    this.factor = factor;
    this.columns = columns;
    this.rows = rows.clone();
    this.registers = registers;
    this.exact = columns % lanes(isa) == 0 ? Optional.empty() : exact;
    lanes = new Lanes(isa, factor, registers.scratch());
    vectors = (columns + lanes(isa) - 1) / lanes(isa);
    int tile = rows.length * vectors;
    int free = isa.registers() - vectors - 2;
    copies =
        tile * 4 <= Math.min(CHAINS, free) ? 4 : tile * 2 <= Math.min(2 * CHAINS - 1, free) ? 2 : 1;
    if (tile > free || !fits(isa, rows.length, vectors)) {
      throw new IllegalArgumentException(
          "tile: %d rows of %d vectors do not fit %d registers"
              .formatted(rows.length, vectors, isa.registers()));
    }
  }

  /// How many 32-bit lanes a vector has.
  public static int lanes(Isa isa) {
    return isa.bytes() / 4;
  }

  /// Whether a tile fits the registers, with room for its operands.
  public static boolean fits(Isa isa, int rows, int vectors) {
    return rows * vectors + vectors + 2 <= isa.registers();
  }

  public int rows() {
    return rows.length;
  }

  /// Vectors of a row of the tile.
  public int vectors() {
    return vectors;
  }

  /// The register that holds vector `j` of row `i`.
  public Vec accumulator(int i, int j) {
    return vec(i * vectors + j);
  }

  /// Registers that neither accumulators nor anything else hold between products.
  public List<Vec> free() {
    return IntStream.range(rows.length * vectors, isa.registers()).mapToObj(this::vec).toList();
  }

  private Vec vec(int number) {
    return new Vec(number, isa.bytes());
  }

  private Vec copy(int copy, int i, int j) {
    return vec((copy * rows.length + i) * vectors + j);
  }

  /// Whether the last vector of a row has lanes that are no columns.
  public boolean isPartial() {
    return partial() != 0;
  }

  /// Lanes of the last vector; 0: all.
  int partial() {
    return columns % lanes(isa);
  }

  /// Sets all accumulators to zero.
  public void zero(Code code) {
    for (int n = 0; n < copies * rows.length * vectors; n++) {
      var low = new Vec(n, n < 16 ? 16 : isa.bytes());
      code.emit(n < 16 ? VPXOR : VPXORD, low, low, low);
    }
    lanes.prepare(code);
  }

  /// Takes away what 128 more in each left number added: a row of sums, as wide as the tile.
  void correct(Code code, Gpr base, Gpr index, long displacement) {
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < vectors; j++) {
        var acc = accumulator(i, j);
        code.emit(VPSUBD, acc, acc, Mem.at(base, index, 1, displacement + (long) j * isa.bytes()));
      }
    }
  }

  /// Adds what rows of `rowBytes` bytes hold to the accumulators: the sums of earlier blocks. Done
  /// at the end, since a product that begins with loads waits for them.
  ///
  /// @param mask holds the lanes of a partial last vector (AVX-512); see [#prepare]
  public void add(Code code, Gpr c, long rowBytes, Mask mask) {
    boolean narrow = partial() != 0 && !isa.has(Isa.AVX512);
    if (narrow) {
      code.emit(VMOVUPS, laneMask(), lanesOf(code));
    }
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < vectors; j++) {
        var at = Mem.at(c, i * rowBytes + (long) j * isa.bytes());
        var acc = accumulator(i, j);
        if (j < vectors - 1 || partial() == 0) {
          code.emit(lanes.sum(), acc, acc, at);
        } else if (narrow) {
          var other = vec(isa.registers() - 2);
          code.emit(VMASKMOVPS, other, laneMask(), at);
          code.emit(lanes.sum(), acc, acc, other);
        } else {
          code.emit(lanes.sum(), acc.under(mask), acc, at);
        }
      }
    }
  }

  /// Stores the accumulators to rows of `rowBytes` bytes; nothing outside the tile is written.
  public void store(Code code, Gpr c, long rowBytes, Mask mask) {
    if (partial() != 0 && !isa.has(Isa.AVX512)) {
      code.emit(VMOVUPS, laneMask(), lanesOf(code));
    }
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < vectors; j++) {
        var at = Mem.at(c, i * rowBytes + (long) j * isa.bytes());
        if (j < vectors - 1 || partial() == 0) {
          code.emit(VMOVUPS, at, accumulator(i, j));
        } else if (isa.has(Isa.AVX512)) {
          code.emit(VMOVUPS, at.under(mask), accumulator(i, j));
        } else {
          code.emit(VMASKMOVPS, at, laneMask(), accumulator(i, j));
        }
      }
    }
  }

  /// Sets the mask of a partial last vector. Nothing where there is none.
  public void prepare(Code code, Mask mask) {
    if (partial() != 0 && isa.has(Isa.AVX512)) {
      code.set(registers.scratch(), (1L << partial()) - 1);
      code.emit(KMOVW, mask, registers.scratch().low());
    }
  }

  private Vec laneMask() {
    return vec(isa.registers() - 1);
  }

  private Mem lanesOf(Code code) {
    var bytes = new byte[isa.bytes()];
    Arrays.fill(bytes, 0, 4 * partial(), (byte) -1);
    return code.constant(bytes);
  }

  /// Asks for the tile's memory to be writable soon.
  public void prefetch(Code code, Gpr c, long rowBytes) {
    for (int i = 0; i < rows.length; i++) {
      for (long at = 0; at < columns * 4L; at += 64) {
        code.emit(PREFETCHW, Mem.at(c, i * rowBytes + at));
      }
    }
  }

  /// Adds the product. Both pointers are as before when it is done.
  ///
  /// @param outer loops around it, outermost first; an extent of 1 costs nothing
  /// @param depth how many numbers each product sums; `aStep` is from group to group
  public void accumulate(Code code, List<Reduction> outer, Reduction depth, Ahead ahead) {
    loops(code, outer, 0, depth, ahead);
    for (int copy = copies / 2; copy > 0; copy /= 2) {
      for (int c = 0; c < copy; c++) {
        for (int i = 0; i < rows.length; i++) {
          for (int j = 0; j < vectors; j++) {
            var to = copy(c, i, j);
            code.emit(lanes.sum(), to, to, copy(c + copy, i, j));
          }
        }
      }
    }
  }

  private void loops(Code code, List<Reduction> outer, int level, Reduction depth, Ahead ahead) {
    if (level == outer.size()) {
      innermost(code, depth, ahead);
      return;
    }
    var loop = outer.get(level);
    if (loop.extent() == 1) {
      loops(code, outer, level + 1, depth, ahead);
      return;
    }
    var counter = registers.counters().get(1 + level);
    code.set(counter, loop.extent());
    var again = code.here();
    loops(code, outer, level + 1, depth, ahead);
    code.add(registers.a(), loop.aStep());
    code.add(registers.b(), loop.bStep());
    code.emit(DEC, counter);
    code.emit(JNE, again);
    code.add(registers.a(), -loop.extent() * loop.aStep());
    code.add(registers.b(), -loop.extent() * loop.bStep());
  }

  private void innermost(Code code, Reduction depth, Ahead ahead) {
    long groups = depth.extent() / factor.group();
    int left = (int) (depth.extent() % factor.group());
    int unroll = (int) Math.min(groups, Math.max(UNROLL, copies));
    long times = unroll == 0 ? 0 : groups / unroll;
    if (times > 1) {
      var counter = registers.counters().getFirst();
      code.set(counter, times);
      code.align(32);
      var again = code.here();
      for (int u = 0; u < unroll; u++) {
        step(code, u, depth, ahead, factor.group());
      }
      advance(code, ahead, unroll);
      code.add(registers.a(), unroll * depth.aStep());
      code.add(registers.b(), unroll * depth.bStep());
      code.emit(DEC, counter);
      code.emit(JNE, again);
    } else {
      times = 0;
    }
    int rest = (int) (groups - times * unroll);
    for (int u = 0; u < rest; u++) {
      step(code, u, depth, ahead, factor.group());
    }
    advance(code, ahead, rest);
    if (left > 0) {
      step(code, rest, depth, ahead, left);
    }
    code.add(registers.a(), -times * unroll * depth.aStep());
    code.add(registers.b(), -times * unroll * depth.bStep());
  }

  /// Lines of the stream that are fetched before a step of those written out.
  private static long lines(Ahead ahead, int step) {
    return (long) step * ahead.lines() / UNROLL;
  }

  private static void advance(Code code, Ahead ahead, int steps) {
    if (ahead.isStream()) {
      code.add(ahead.b(), lines(ahead, steps) * LINE);
    }
  }

  /// One group along the depth.
  ///
  /// @param numbers how many of the group `a` has; the others count as zero
  private void step(Code code, int u, Reduction depth, Ahead ahead, int numbers) {
    int accumulators = copies * rows.length * vectors;
    int copy = u % copies;
    long b = u * depth.bStep();
    int vectorBytes = lanes.vectorBytes();
    if (ahead.isStream()) {
      for (long line = lines(ahead, u); line < lines(ahead, u + 1); line++) {
        code.emit(PREFETCHT1, Mem.at(ahead.b(), line * LINE));
      }
    } else if (ahead.b().number() != RSP.number()) {
      code.emit(PREFETCHT1, Mem.at(registers.b(), ahead.b(), 1, b));
    }
    // A line of a row lasts for several rounds of the loop: each round fetches every row once.
    boolean isLong = depth.aStep() >= LINE;
    for (int i = u % UNROLL;
        i < rows.length && u < UNROLL && ahead.a() != 0 && !isLong;
        i += UNROLL) {
      code.emit(PREFETCHT0, Mem.at(registers.a(), rows[i] + ahead.a()));
    }
    if (isLong && ahead.a() != 0) {
      // Every step is in lines of its own.
      long fetched = Long.MIN_VALUE / 2;
      for (int i = rows.length - 1; i >= 0; i--) {
        if (Math.abs(rows[i] - fetched) >= LINE) {
          fetched = rows[i];
          code.emit(PREFETCHT0, Mem.at(registers.a(), fetched + u * depth.aStep() + ahead.a()));
        }
      }
    }
    boolean inMemory = rows.length == 1 && vectorBytes == isa.bytes() && exact.isEmpty();
    for (int j = 0; j < vectors && !inMemory; j++) {
      var to = vec(accumulators + j);
      if (exact.isPresent() && j == vectors - 1) {
        var at = Mem.at(registers.b(), b + (long) j * vectorBytes);
        code.emit(VMOVUPS, to.zeroed(exact.get()), at);
      } else {
        lanes.load(code, to, Mem.at(registers.b(), b), j);
      }
    }
    int temporaries = isa.registers() - accumulators - vectors - (lanes.keepsOne() ? 1 : 0);
    for (int i = 0; i < rows.length; i++) {
      var at = Mem.at(registers.a(), rows[i] + u * depth.aStep());
      boolean embedded =
          vectors == 1
              && !inMemory
              && isa.has(Isa.AVX512)
              && numbers == factor.group()
              && (factor == Factor.F32 || factor == Factor.BF16);
      var x = vec(accumulators + vectors + i % Math.min(temporaries, 4));
      if (!embedded) {
        lanes.broadcast(code, x, at, numbers);
      }
      for (int j = 0; j < vectors; j++) {
        var acc = copy(copy, i, j);
        var right = vec(accumulators + j);
        if (inMemory) {
          lanes.multiply(code, acc, x, Mem.at(registers.b(), b + (long) j * vectorBytes));
        } else if (embedded) {
          lanes.multiply(code, acc, right, at.broadcast());
        } else {
          lanes.multiply(code, acc, x, right);
        }
      }
    }
  }
}
