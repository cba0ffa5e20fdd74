package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// The argument with a border, or without one where pads are negative.
///
/// Places outside the argument are never read. The gradient of a constant border is the part
/// inside; elements that other borders repeat get the sum. (ONNX operator Pad, NumPy `pad`.)
///
/// @param pads how many places each dimension grows at its start, then how many each grows at its
///   end; negative to cut off
/// @param value the number of a constant border
/// @param mode what stands in the border
public record Pad(List<Long> pads, double value, Mode mode) implements Operator {
  /// What stands in a border.
  public enum Mode {
    /// One number.
    CONSTANT,
    /// The elements mirrored at the outermost one, which is not repeated: `c b a b c b a`.
    REFLECT,
    /// The outermost element.
    EDGE,
    /// The elements of the other end: `b c a b c a b`.
    WRAP
  }

  public Pad {
    pads = List.copyOf(pads);
  }

  /// A border of one number.
  public Pad(List<Long> pads, double value) {
    this(pads, value, Mode.CONSTANT);
  }

  public Pad() {
    this(List.of(), 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int rank = a.rank(0);
    a.require(pads.size() == 2 * rank, "needs " + 2 * rank + " pads, not " + pads);
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < rank; d++) {
      var size = a.get(0).size(d);
      var padded = Sizes.add(size, start(d) + end(d, rank));
      a.require(
              Sizes.known(padded).orElse(0L) >= 0,
              "cuts more than dimension " + d + " has: " + pads)
          .require(
              mode == Mode.CONSTANT || !Sizes.is(size, 0) || start(d) <= 0 && end(d, rank) <= 0,
              "dimension " + d + " has nothing to repeat");
      sizes.add(padded);
    }
    return List.of(new TensorType(a.dtype(0), new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int rank = a.rank(0);
    var result = Sizes.indices("i", rank);
    var at = new ArrayList<Expr>();
    var guard = new Window.Guard();
    for (int d = 0; d < rank; d++) {
      var size = a.get(0).size(d);
      var place = Sizes.add(result.get(d), -start(d));
      at.add(start(d) > 0 || end(d, rank) > 0 ? inside(place, size, d, rank) : place);
      if (mode == Mode.CONSTANT) {
        guard.inside(place, size, start(d) > 0, end(d, rank) > 0);
      }
    }
    return Meaning.Indexed.of(result, guard.select(a.read(0, at), Expr.of(a.dtype(0), value)));
  }

  /// The place of the argument that is read for a place that may lie outside.
  private Expr inside(Expr place, Expr size, int dimension, int rank) {
    var last = Sizes.add(size, -1);
    return switch (mode) {
      case CONSTANT -> place;
      case EDGE -> place.max(Expr.of(0)).min(last);
      case WRAP -> Sizes.floorMod(place, size);
      case REFLECT -> {
        if (Sizes.is(size, 1)) {
          yield Expr.of(0);
        }
        long reach = Math.max(start(dimension), end(dimension, rank));
        var there = Sizes.known(last).filter(n -> reach <= n);
        var turned =
            there.isPresent()
                ? place.max(place.negate())
                : Sizes.floorMod(place, Sizes.multiply(last, 2));
        yield turned.min(Sizes.subtract(Sizes.multiply(last, 2), turned));
      }
    };
  }

  private long start(int dimension) {
    return pads.get(dimension);
  }

  private long end(int dimension, int rank) {
    return pads.get(rank + dimension);
  }
}
