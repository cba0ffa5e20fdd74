package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;

/// All first derivatives of an output by inputs: a derivative in one direction, batched over the
/// directions of a basis.
///
/// By columns, in forward mode, where an input has fewer elements than the output; otherwise by
/// rows, from gradients.
final class Jacobian {
  private final Autodiff autodiff;
  private final Batching batching;
  private final Function function;
  private final int of;

  private Jacobian(Autodiff autodiff, Batching batching, Function function, int of) {
    this.autodiff = autodiff;
    this.batching = batching;
    this.function = function;
    this.of = of;
  }

  /// See {@link Compiler#jacobian}.
  static Function of(
      Autodiff autodiff, Batching batching, Function function, String of, List<String> by) {
    // what is wrong with the names is said by the gradient
    autodiff.gradient(function, of, by);
    var jacobian = new Jacobian(autodiff, batching, function, function.outputNames().indexOf(of));
    var graph = new Graph();
    var inputs =
        function.inputs().stream().map(input -> graph.apply(input.op(), List.of())).toList();
    var outputs = new ArrayList<>(Inline.apply(function, inputs, graph));
    var names = new ArrayList<>(function.outputNames());
    for (var name : by) {
      outputs.add(jacobian.by(name, graph, inputs));
      names.add("j_" + name);
    }
    return new Function(function.name(), inputs, outputs, names);
  }

  private Value by(String name, Graph graph, List<Value> inputs) {
    var x = function.inputs().get(function.inputNames().indexOf(name)).tensor();
    var y = function.outputs().get(of).tensor();
    boolean forward =
        x.shape().isConstant()
            && y.shape().isConstant()
            && x.shape().elements() < y.shape().elements();
    return forward ? columns(name, x, y, graph, inputs) : rows(name, x, y, graph, inputs);
  }

  /// From how fast the output grows with each element of the input.
  private Value columns(String name, TensorType x, TensorType y, Graph graph, List<Value> inputs) {
    var tangent = autodiff.tangent(only(function, of), List.of(name));
    var columns = apply(only(tangent, 1), x, graph, inputs);
    var i = indices("i", y);
    var j = indices("j", x);
    var at = new ArrayList<Expr>(List.of(linear(j, x)));
    at.addAll(i);
    return arranged(columns, i, j, at, y, x);
  }

  /// From the gradient of each element of the output.
  private Value rows(String name, TensorType x, TensorType y, Graph graph, List<Value> inputs) {
    var gradient = autodiff.gradient(weighed(y), "sum", List.of(name));
    var rows = apply(only(gradient, 1), y, graph, inputs);
    var i = indices("i", y);
    var j = indices("j", x);
    var at = new ArrayList<Expr>(List.of(linear(i, y)));
    at.addAll(j);
    return arranged(rows, i, j, at, y, x);
  }

  /// The function of all inputs and a weight for each element of the output: the weighed sum.
  private Function weighed(TensorType y) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    function.inputs().forEach(input -> inputs.add(graph.apply(input.op(), List.of())));
    var output = Inline.apply(function, inputs, graph).get(of);
    inputs.add(graph.input(fresh("weights"), y));
    var at = indices("i", y);
    var over = new ArrayList<Axis>();
    for (int d = 0; d < y.rank(); d++) {
      over.add(new Axis(at.get(d), y.size(d)));
    }
    var product = read(0, output, at).times(read(1, output, at)).cast(y.dtype().accumulator());
    var by = over.isEmpty() ? Reducer.none(y.dtype()) : Reducer.sum(y.dtype());
    var meaning =
        new Meaning.Indexed(
            List.of(), over, by, List.of(product.cast(by.identity().getFirst().dtype())));
    var type = new TensorType(y.dtype(), Shape.of());
    var sum = graph.apply(new Derived("weighed", meaning, type), output, inputs.getLast());
    return new Function(function.name(), inputs, List.of(sum), List.of("sum"));
  }

  private String fresh(String name) {
    return function.inputNames().contains(name) ? fresh(name + "_") : name;
  }

  private static Function only(Function f, int output) {
    return new Function(
        f.name(),
        f.inputs(),
        List.of(f.outputs().get(output)),
        List.of(f.outputNames().get(output)));
  }

  /// A function whose last input is a direction, for all directions of a basis.
  private Value apply(Function f, TensorType direction, Graph graph, List<Value> inputs) {
    var count = product(direction);
    var all = batching.batch(f, Set.of(f.inputNames().getLast()), count);
    var args = new ArrayList<>(inputs);
    args.add(basis(graph, direction, count));
    return Inline.apply(all, args, graph).getFirst();
  }

  /// Direction b is 1 at element b, counted row by row, and 0 elsewhere.
  private static Value basis(Graph graph, TensorType type, Expr count) {
    var b = new Index("b");
    var at = indices("i", type);
    var dtype = type.dtype();
    var one = linear(at, type).eq(b).select(Expr.of(dtype, 1), Expr.of(dtype, 0));
    var result = new ArrayList<>(List.of(b));
    result.addAll(at);
    var sizes = new ArrayList<>(List.of(count));
    sizes.addAll(type.shape().sizes());
    return graph.apply(
        new Derived(
            "basis", Meaning.Indexed.of(result, one), new TensorType(dtype, new Shape(sizes))));
  }

  private static Value arranged(
      Value from, List<Index> i, List<Index> j, List<Expr> at, TensorType y, TensorType x) {
    var result = new ArrayList<>(i);
    result.addAll(j);
    var sizes = new ArrayList<>(y.shape().sizes());
    sizes.addAll(x.shape().sizes());
    var meaning = Meaning.Indexed.of(result, read(0, from, at));
    var type = new TensorType(from.tensor().dtype(), new Shape(sizes));
    return from.graph().apply(new Derived("jacobian", meaning, type), from);
  }

  private static Expr read(int operand, Value of, List<? extends Expr> at) {
    return new Expr.Read(new Operand(operand, of.tensor().dtype()), List.copyOf(at));
  }

  private static List<Index> indices(String letter, TensorType type) {
    return java.util.stream.IntStream.range(0, type.rank())
        .mapToObj(d -> new Index(letter + d))
        .toList();
  }

  private static Expr linear(List<Index> at, TensorType type) {
    Expr linear = Expr.of(0);
    for (int d = 0; d < at.size(); d++) {
      linear = d == 0 ? at.getFirst() : linear.times(type.size(d)).plus(at.get(d));
    }
    return linear;
  }

  private static Expr product(TensorType type) {
    return type.shape().isConstant()
        ? Expr.of(type.shape().elements())
        : type.shape().sizes().stream().reduce(Expr::times).orElseThrow();
  }
}
