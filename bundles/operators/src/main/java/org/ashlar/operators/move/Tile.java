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

/// The argument laid side by side: `y[i] = x[i mod size]` along every dimension.
///
/// The gradient is the sum over the copies. (NumPy `tile`, ONNX operator Tile.)
///
/// @param repeats one a dimension, at least 0; empty for 1 everywhere
public record Tile(List<Long> repeats) implements Operator {
  public Tile {
    repeats = List.copyOf(repeats);
  }

  public Tile() {
    this(List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(
            repeats.isEmpty() || repeats.size() == a.rank(0),
            "needs " + a.rank(0) + " repeats, not " + repeats)
        .require(
            repeats.stream().allMatch(n -> n >= 0), "repeats must not be negative: " + repeats);
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < a.rank(0); d++) {
      sizes.add(Sizes.multiply(a.get(0).size(d), repeat(d)));
    }
    return List.of(new TensorType(a.dtype(0), new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", a.rank(0));
    var at = new ArrayList<Expr>();
    for (int d = 0; d < a.rank(0); d++) {
      var size = a.get(0).size(d);
      at.add(
          repeat(d) == 1
              ? result.get(d)
              : Sizes.is(size, 1) ? Expr.of(0) : Sizes.floorMod(result.get(d), size));
    }
    return Meaning.Indexed.of(result, a.read(0, at));
  }

  private long repeat(int dimension) {
    return repeats.isEmpty() ? 1 : repeats.get(dimension);
  }
}
