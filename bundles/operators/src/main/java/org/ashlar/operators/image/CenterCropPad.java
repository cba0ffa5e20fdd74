package org.ashlar.operators.image;

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

/// The middle of an image, or the image in the middle of zeros: along each axis, `y[i] = x[i +
/// ⌊(size - wanted) / 2⌋]` where it is cropped, and `x[i - ⌊(wanted - size) / 2⌋]` where it is
/// padded.
///
/// Takes anything; the axes must be known. (ONNX operator CenterCropPad.)
///
/// @param sizes the wanted ones, one an axis
/// @param axes the dimensions, negative from the last; empty for all
public record CenterCropPad(List<Long> sizes, List<Long> axes) implements Operator {
  public CenterCropPad {
    sizes = List.copyOf(sizes);
    axes = List.copyOf(axes);
  }

  /// The middle element of an image.
  public CenterCropPad() {
    this(List.of(1L, 1L), List.of(-2L, -1L));
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    return List.of(new TensorType(a.dtype(0), shape(a)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var shape = shape(a);
    var result = Sizes.indices("i", shape.rank());
    var at = new ArrayList<Expr>();
    var guard = new Window.Guard();
    for (int d = 0; d < shape.rank(); d++) {
      var size = a.get(0).size(d);
      if (size.equals(shape.size(d))) {
        at.add(result.get(d));
        continue;
      }
      long more = Sizes.known(shape.size(d)).orElseThrow() - Sizes.known(size).orElseThrow();
      var place = Sizes.add(result.get(d), more > 0 ? -(more / 2) : -more / 2);
      at.add(place);
      guard.inside(place, size, more > 1, more > 0);
    }
    var zero = new Expr.Const(a.dtype(0), 0);
    return Meaning.Indexed.of(result, guard.select(a.read(0, at), zero));
  }

  private Shape shape(Arguments a) {
    int n = axes.isEmpty() ? a.rank(0) : axes.size();
    a.require(
        sizes.size() == n && sizes.stream().allMatch(s -> s >= 0),
        "needs " + n + " sizes of at least 0, not " + sizes);
    var result = new ArrayList<>(a.get(0).shape().sizes());
    for (int j = 0; j < n; j++) {
      int d = axes.isEmpty() ? j : a.axis(axes.get(j), a.rank(0));
      a.require(Sizes.known(result.get(d)).isPresent(), "dimension " + d + " must be known");
      result.set(d, Expr.of(sizes.get(j)));
    }
    return new Shape(result);
  }
}
