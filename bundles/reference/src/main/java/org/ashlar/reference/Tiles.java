package org.ashlar.reference;

import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Tile;

/// Compiles the statements on tiles, element by element.
final class Tiles {
  /// A tile: the slots of its coordinates, their extents, and its place.
  private record Walked(int[] slots, Whole[] extents, Place place, int memory, DType dtype) {}

  private final Scope scope;
  private final Plain scalars;
  private final ToIntFunction<Buffer> memory;
  private final Function<Tile, Place> place;

  Tiles(Scope scope, Plain scalars, ToIntFunction<Buffer> memory, Function<Tile, Place> place) {
    this.scope = scope;
    this.scalars = scalars;
    this.memory = memory;
    this.place = place;
  }

  /// Moves bits, element by element: coordinates outside the source read as `outside`, those
  /// outside the target are skipped.
  Act copy(Stmt.Copy s) {
    var to = walk(s.to());
    var from = walk(s.from());
    var dtype = to.dtype();
    int bytes = dtype.bytes();
    var target = to.place().orOutside();
    var source = from.place().orOutside();
    long outside = s.outside().bits();
    if (s.outside().dtype() != dtype) {
      throw new IllegalArgumentException(
          scope.owner()
              + ": copy to "
              + s.to().of().name()
              + ": dtypes differ: outside is "
              + s.outside().dtype()
              + ", the tile "
              + dtype);
    }
    var name = "copy to " + s.to().of().name();
    Act one =
        f -> {
          long at = target.at(f);
          if (at < 0) {
            return;
          }
          long element = source.at(f);
          long bits =
              element < 0 ? outside : Codec.load(dtype, f.memory[from.memory()], element * bytes);
          Codec.store(dtype, f.memory[to.memory()], at * bytes, bits);
        };
    for (int d = to.slots().length - 1; d >= 0; d--) {
      one = both(name, to, d, from, d, one);
    }
    return one;
  }

  /// `acc[i, j] += Σ(r, k) a[r, i, k] · b[r, k, j]`, in the order i, j, r, k. The accumulator is
  /// rounded to its dtype after each product; whole numbers wrap in it.
  Act multiply(Stmt.Multiply s) {
    var acc = walk(s.acc());
    var a = walk(s.a());
    var b = walk(s.b());
    var dtype = acc.dtype();
    boolean isReal = dtype.isFloat();
    if (isReal != a.dtype().isFloat() || isReal != b.dtype().isFloat()) {
      throw new IllegalArgumentException(
          scope.owner()
              + ": multiply: "
              + dtype
              + " cannot hold products of "
              + a.dtype()
              + " and "
              + b.dtype());
    }
    var target = acc.place().clamped();
    int slot = scope.slots.whole();
    Whole kept = f -> f.whole[slot];
    Act add;
    if (isReal) {
      var old = Cells.real(acc.memory(), dtype, kept);
      var x = Cells.real(a.memory(), a.dtype(), a.place().clamped());
      var y = Cells.real(b.memory(), b.dtype(), b.place().clamped());
      // the product of two numbers of at most 24 bits is exact in a double
      add =
          Cells.storeReal(
              acc.memory(),
              dtype,
              kept,
              dtype == DType.F64
                  ? f -> Math.fma(x.at(f), y.at(f), old.at(f))
                  : f -> x.at(f) * y.at(f) + old.at(f));
    } else {
      var old = Cells.whole(acc.memory(), dtype, kept);
      var x = Cells.whole(a.memory(), a.dtype(), a.place().clamped());
      var y = Cells.whole(b.memory(), b.dtype(), b.place().clamped());
      Whole sum = f -> Codec.wrap(dtype, old.at(f) + x.at(f) * y.at(f));
      add = Cells.storeWhole(acc.memory(), dtype, kept, sum);
    }
    var inner = both("multiply: k", a, 2, b, 1, add);
    inner = both("multiply: r", a, 0, b, 0, inner);
    var once = inner;
    Act one =
        f -> {
          f.whole[slot] = target.at(f);
          once.run(f);
        };
    one = both("multiply: j", acc, 1, b, 2, one);
    return both("multiply: i", acc, 0, a, 1, one);
  }

  /// A loop over one coordinate that two tiles share.
  private Act both(String name, Walked x, int d, Walked y, int e, Act body) {
    var extent = x.extents()[d];
    var other = y.extents()[e];
    int s = x.slots()[d];
    int t = y.slots()[e];
    return f -> {
      long n = extent.at(f);
      long m = other.at(f);
      if (n != m) {
        f.control.fault(scope.owner() + ": " + name + ": extents differ: " + n + " and " + m);
      }
      long least = Math.min(n, m);
      for (long i = 0; i < least; i++) {
        f.control.check();
        f.whole[s] = i;
        f.whole[t] = i;
        body.run(f);
      }
    };
  }

  /// Compiles a tile with its coordinates bound. Extents are outside of them.
  private Walked walk(Tile tile) {
    var extents = tile.over().stream().map(Axis::extent).map(scalars::whole).toArray(Whole[]::new);
    var slots = tile.over().stream().map(Axis::index).mapToInt(scope::bind).toArray();
    var walked =
        new Walked(
            slots, extents, place.apply(tile), memory.applyAsInt(tile.of()), tile.of().dtype());
    tile.over().stream().map(Axis::index).forEach(scope::unbind);
    return walked;
  }
}
