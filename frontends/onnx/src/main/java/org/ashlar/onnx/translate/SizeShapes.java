package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ashlar.ir.Expr;
import org.ashlar.onnx.translate.Term.Sizes;

/// The same elements of sizes under other shapes, or in parts.
final class SizeShapes {
  private SizeShapes() {}

  static Optional<Sizes> shaped(Call call, List<Sizes> inputs) {
    var data = inputs.getFirst();
    var axes =
        inputs.size() > 1
            ? Sizing.numbers(inputs.get(1))
            : Optional.of(
                Sizing.longs(call.wholes(call.operator().equals("Reshape") ? "shape" : "axes")));
    if (axes.isEmpty()) {
      return Optional.empty();
    }
    return switch (call.operator()) {
      case "Unsqueeze" -> Optional.of(unsqueezed(data, axes.get()));
      case "Squeeze" -> Optional.of(squeezed(data, axes.get()));
      case "Reshape" -> reshaped(data, axes.get(), call.flag("allowzero"));
      default -> Optional.empty();
    };
  }

  private static Sizes unsqueezed(Sizes data, long[] axes) {
    int rank = data.shape().length + axes.length;
    var added = LongStream.of(axes).map(a -> a < 0 ? a + rank : a).boxed().toList();
    var shape = new long[rank];
    int next = 0;
    for (int d = 0; d < rank; d++) {
      shape[d] = added.contains((long) d) ? 1 : data.shape()[next++];
    }
    return new Sizes(data.elements(), shape, data.dtype());
  }

  private static Sizes squeezed(Sizes data, long[] axes) {
    var old = data.shape();
    var gone = LongStream.of(axes).map(a -> a < 0 ? a + old.length : a).boxed().toList();
    var shape = new ArrayList<Long>();
    for (int d = 0; d < old.length; d++) {
      boolean goes = axes.length == 0 ? old[d] == 1 : gone.contains((long) d);
      if (!goes) {
        shape.add(old[d]);
      } else if (old[d] != 1) {
        throw new ArithmeticException("size " + old[d]);
      }
    }
    return new Sizes(data.elements(), Sizing.longs(shape), data.dtype());
  }

  private static Optional<Sizes> reshaped(Sizes data, long[] to, boolean zeros) {
    var shape = to.clone();
    long known = 1;
    int open = -1;
    for (int d = 0; d < shape.length; d++) {
      if (shape[d] == 0 && !zeros) {
        shape[d] = data.shape()[d];
      }
      if (shape[d] == -1) {
        open = d;
      } else {
        known *= shape[d];
      }
    }
    int count = data.elements().size();
    if (open >= 0 && known > 0) {
      shape[open] = count / known;
      known *= shape[open];
    }
    return known == count
        ? Optional.of(new Sizes(data.elements(), shape, data.dtype()))
        : Optional.empty();
  }

  /// What stands at some places along an axis.
  static Sizes along(Sizes data, int axis, long[] places) {
    var shape = data.shape();
    long size = shape[axis];
    long inner = 1;
    for (int d = axis + 1; d < shape.length; d++) {
      inner *= shape[d];
    }
    shape[axis] = places.length;
    var elements = new ArrayList<Expr>();
    for (long outer = 0;
        outer < (size == 0 ? 0 : data.elements().size() / (size * inner));
        outer++) {
      for (long place : places) {
        for (long i = 0; i < inner; i++) {
          elements.add(data.elements().get((int) ((outer * size + place) * inner + i)));
        }
      }
    }
    return new Sizes(elements, shape, data.dtype());
  }

  /// The dimensions of a matrix exchanged; a vector as it is.
  static Optional<Sizes> transposed(Call call, Sizes data) {
    var shape = data.shape();
    var order = call.wholes("perm");
    if (shape.length < 2 || shape.length == 2 && order.equals(List.of(0L, 1L))) {
      return Optional.of(data);
    }
    if (shape.length > 2) {
      return Optional.empty();
    }
    var elements = new ArrayList<Expr>();
    for (long column = 0; column < shape[1]; column++) {
      for (long row = 0; row < shape[0]; row++) {
        elements.add(data.elements().get((int) (row * shape[1] + column)));
      }
    }
    return Optional.of(new Sizes(elements, new long[] {shape[1], shape[0]}, data.dtype()));
  }

  /// Parts of a vector, of given or equal sizes.
  static Optional<List<Term>> split(Call call, List<Sizes> inputs) {
    var data = inputs.getFirst();
    if (data.shape().length != 1) {
      return Optional.empty();
    }
    int count = data.elements().size();
    int outputs = call.outputs();
    var parts =
        inputs.size() > 1
            ? Sizing.numbers(inputs.get(1))
            : Optional.of(Sizing.longs(call.wholes("split")));
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    var results = new ArrayList<Term>();
    int even = (count + outputs - 1) / outputs;
    int at = 0;
    for (int i = 0; i < outputs; i++) {
      int size =
          parts.get().length > 0 ? Math.toIntExact(parts.get()[i]) : Math.min(even, count - at);
      var elements = data.elements().subList(at, at + size);
      results.add(new Sizes(elements, new long[] {size}, data.dtype()));
      at += size;
    }
    return at == count ? Optional.of(results) : Optional.empty();
  }
}
