package org.ashlar.onnx.translate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;

/// What a name of an ONNX graph stands for while the graph is translated.
public sealed interface Term {
  /// Computed by the program.
  record Tensor(Value value) implements Term {}

  /// Numbers known now: initialisers, constants, folded.
  ///
  /// @param name of the variable that they become if the program reads them; empty: of the node's
  ///   output
  record Known(TensorData data, String name) implements Term {
    public Known(TensorData data) {
      this(data, "");
    }
  }

  /// A small tensor of whole numbers (or truths) known as size expressions: a shape, and arithmetic
  /// on it.
  ///
  /// @param elements in row-major order, all `i64`
  /// @param dtype of the tensor: integers or `bool`
  record Sizes(List<Expr> elements, long[] shape, DType dtype) implements Term {
    public Sizes {
      elements = List.copyOf(elements);
      shape = shape.clone();
    }

    /// A vector of `i64`.
    public static Sizes of(List<Expr> elements) {
      return new Sizes(elements, new long[] {elements.size()}, DType.I64);
    }

    @Override
    public long[] shape() {
      return shape.clone();
    }

    /// Whether all are numbers.
    public boolean isConstant() {
      return elements.stream().allMatch(Expr.Const.class::isInstance);
    }

    /// The numbers.
    ///
    /// @throws IllegalStateException unless {@link #isConstant}
    public TensorData numbers() {
      var data = TensorData.zeros(dtype, shape);
      for (int i = 0; i < elements.size(); i++) {
        if (!(elements.get(i) instanceof Expr.Const c)) {
          throw new IllegalStateException(
              "it depends on the size " + Text.of(elements.get(i)) + ", which only a run gives");
        }
        data.set(i, Codec.wrap(dtype, c.bits()));
      }
      return data;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Sizes(var e, var s, var d)
          && elements.equals(e)
          && Arrays.equals(shape, s)
          && dtype == d;
    }

    @Override
    public int hashCode() {
      return 31 * elements.hashCode() + Arrays.hashCode(shape);
    }
  }

  /// Strings, on the host.
  record Strings(long[] sizes, List<String> elements) implements Term {
    public Strings {
      sizes = sizes.clone();
      elements = List.copyOf(elements);
    }

    @Override
    public long[] sizes() {
      return sizes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Strings(var s, var e)
          && Arrays.equals(sizes, s)
          && elements.equals(e);
    }

    @Override
    public int hashCode() {
      return elements.hashCode();
    }
  }

  /// A list of values whose length is known now.
  ///
  /// @param of the type of an item
  record Sequence(Type of, List<Term> items) implements Term {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// A value that is there or not.
  record Maybe(Type of, Optional<Term> item) implements Term {}

  /// A map.
  ///
  /// @param keys `Long` or `String`
  record Table(DType key, Type of, List<Object> keys, List<Term> values) implements Term {
    public Table {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }
  }

  /// The type of the value. Of strings, sizes and numbers that of a tensor.
  default Type type() {
    return switch (this) {
      case Tensor(var value) -> value.type();
      case Known(var data, _) -> data.type();
      case Sizes(_, var shape, var dtype) -> TensorType.of(dtype, shape);
      case Strings(var sizes, _) -> new TensorType(DType.STRING, Shape.of(sizes));
      case Sequence(var of, _) -> new Type.SequenceType(of);
      case Maybe(var of, _) -> new Type.OptionalType(of);
      case Table(var key, var of, _, _) -> new Type.MapType(key, of);
    };
  }

  /// One term an output, computed by the program.
  static List<Term> of(Value... values) {
    return of(Arrays.asList(values));
  }

  /// See {@link #of(Value...)}.
  static List<Term> of(List<Value> values) {
    return values.stream().<Term>map(Tensor::new).toList();
  }
}
