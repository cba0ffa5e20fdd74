package org.ashlar.operators.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Derive;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// The opposite of {@link MaxPool}: each element goes to the place that the second argument tells,
/// and 0 stands elsewhere.
///
/// Arguments: `x[n, c, size…]` and the places (`i64`) that {@link ArgMaxPool} gives, of the same
/// shape, counted over the whole image that was pooled, which has the sizes `(size - 1) · stride +
/// kernel - pads`. With an `outputShape` the image stands at the start of a result of that shape.
/// Of two elements for one place the later one stays. The gradient of `x` is read at the places.
/// (ONNX operator MaxUnpool.)
///
/// @param kernel the window's sizes, one to three
/// @param strides how far it moved; empty for 1
/// @param pads places that were added at each start, then at each end; empty for none
/// @param outputShape all sizes of the result; empty where they follow
public record MaxUnpool(
    List<Long> kernel, List<Long> strides, List<Long> pads, List<Long> outputShape)
    implements Operator {
  public MaxUnpool {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    outputShape = List.copyOf(outputShape);
  }

  public MaxUnpool() {
    this(List.of(2L, 2L), List.of(2L, 2L), List.of(), List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    a.require(Arguments.isNumber(a.dtype(0)) && a.dtype(1) == DType.I64, "takes numbers and i64")
        .require(a.get(0).shape().equals(a.get(1).shape()), "shapes differ")
        .require(
            a.rank(0) - 2 == kernel.size() && !kernel.isEmpty(),
            "needs a window of one size for each dimension after the channels, not " + kernel)
        .require(
            outputShape.isEmpty() || outputShape.size() == a.rank(0),
            "needs " + a.rank(0) + " sizes of the result, not " + outputShape);
    var shape =
        outputShape.isEmpty()
            ? pooled(a)
            : outputShape.stream().map(s -> (Expr) Expr.of(s)).toList();
    return List.of(new TensorType(a.dtype(0), new Shape(shape)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var result = Sizes.indices("i", a.rank(0));
    var over = new ArrayList<Axis>();
    for (int d = 0; d < a.rank(0); d++) {
      over.add(Axis.of("k" + d, a.get(0).size(d)));
    }
    var from = over.stream().map(Axis::index).toList();
    return new Meaning.Scattered(
        result, Expr.of(a.dtype(0), 0), over, places(a, a.read(1, from)), Op2.SET, a.read(0, from));
  }

  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var a = Arguments.of(this, call.args().stream().map(Value::type).toList(), 2);
    var at = Sizes.indices("i", a.rank(0));
    var both = new Arguments(name(), List.of(dy.getFirst().tensor(), a.get(1)));
    var places = places(a, both.read(1, at));
    var guard = new Window.Guard();
    for (int d = 0; d < a.rank(0); d++) {
      guard.inside(places.get(d), dy.getFirst().tensor().size(d), true, true);
    }
    var read = guard.select(both.read(0, places), Expr.of(a.dtype(0), 0));
    var dx =
        Derive.apply(
            call.graph(),
            "d_maxunpool",
            Meaning.Indexed.of(at, read),
            a.get(0),
            List.of(dy.getFirst(), call.arg(1)));
    var none =
        call.graph().apply(new Derived("zero", Meaning.Indexed.of(at, Expr.of(0)), a.get(1)));
    return Optional.of(List.of(dx, none));
  }

  /// The place in each dimension of the image that was pooled.
  private List<Expr> places(Arguments a, Expr counted) {
    var sizes = pooled(a);
    var places = new ArrayList<Expr>();
    Expr rest = counted;
    for (int d = sizes.size() - 1; d > 0; d--) {
      places.addFirst(rest.floorMod(sizes.get(d)));
      rest = rest.floorDiv(sizes.get(d));
    }
    places.addFirst(rest);
    return places;
  }

  private List<Expr> pooled(Arguments a) {
    var window =
        Window.of(
            a, kernel.stream().map(k -> (Expr) Expr.of(k)).toList(), strides, pads, List.of());
    var sizes = new ArrayList<>(a.get(0).shape().sizes().subList(0, 2));
    for (int d = 0; d < window.rank(); d++) {
      var spread = Sizes.multiply(Sizes.add(a.get(0).size(d + 2), -1), window.strides().get(d));
      long taken = window.pads().get(d) + window.pads().get(window.rank() + d);
      sizes.add(Sizes.add(Sizes.add(spread, window.kernel().get(d)), -taken));
    }
    return sizes;
  }
}
