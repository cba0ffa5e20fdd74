package org.ashlar.cpu.product;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Strided;

/// Loops of one role that run as one, because every access that counts moves evenly along them.
///
/// @param loops outermost first
public record Dim(List<Product.Loop> loops) {
  public Dim {
    loops = List.copyOf(loops);
  }

  /// How many iterations it has.
  public long extent() {
    // asked for each task of a run: nothing may be allocated
    long n = 1;
    for (int i = 0; i < loops.size(); i++) {
      n *= loops.get(i).extent();
    }
    return n;
  }

  /// Elements that an access moves from one iteration to the next.
  long step(Strided access) {
    return loops.isEmpty() ? 0 : access.step(loops.getLast().index());
  }

  /// Where an access is at an iteration, in elements; for any access, even or not.
  long place(Strided access, long iteration) {
    long at = 0;
    long left = iteration;
    for (int i = loops.size() - 1; i >= 0; i--) {
      var loop = loops.get(i);
      at += left % loop.extent() * access.step(loop.index());
      left /= loop.extent();
    }
    return at;
  }

  /// Whether an access moves by the same step from each iteration to the next.
  boolean isEven(Strided access) {
    return place(access, extent() - 1) == (extent() - 1) * step(access);
  }

  /// Runs neighbours as one where they can.
  ///
  /// @param loops outermost first
  static List<Dim> fuse(List<Product.Loop> loops, List<Strided> accesses) {
    var dims = new ArrayList<Dim>();
    for (var loop : loops) {
      if (!dims.isEmpty() && accesses.stream().allMatch(a -> follows(dims.getLast(), loop, a))) {
        var longer = new ArrayList<>(dims.removeLast().loops());
        longer.add(loop);
        dims.add(new Dim(longer));
      } else {
        dims.add(new Dim(List.of(loop)));
      }
    }
    return dims;
  }

  private static boolean follows(Dim outer, Product.Loop inner, Strided access) {
    return outer.step(access) == access.step(inner.index()) * inner.extent();
  }
}
