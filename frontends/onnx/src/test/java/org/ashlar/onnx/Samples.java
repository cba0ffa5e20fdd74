package org.ashlar.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Type;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.load.Tensors;
import org.ashlar.onnx.load.Types;
import org.ashlar.onnx.schema.TensorProto;
import org.ashlar.onnx.schema.TypeProto;
import org.ashlar.onnx.translate.Term;

/// The numbers of a test's files, and how close what was computed must come.
final class Samples {
  private Samples() {}

  static Term read(byte[] bytes, TypeProto type) throws InvalidProtocolBufferException {
    if (type.hasSequenceType()) {
      return sequence(Wire.of(bytes), type.getSequenceType().getElemType());
    }
    if (type.hasOptionalType()) {
      return optional(Wire.of(bytes), type.getOptionalType().getElemType());
    }
    return tensor(TensorProto.parseFrom(bytes));
  }

  /// SequenceProto: name 1, elem_type 2, tensor_values 3, sequence_values 5, optional_values 7.
  private static Term sequence(Wire message, TypeProto of) throws InvalidProtocolBufferException {
    var items = new ArrayList<Term>();
    for (var bytes : message.fields(3)) {
      items.add(tensor(TensorProto.parseFrom(bytes)));
    }
    for (var bytes : message.fields(5)) {
      items.add(sequence(Wire.of(bytes), of.getSequenceType().getElemType()));
    }
    for (var bytes : message.fields(7)) {
      items.add(optional(Wire.of(bytes), of.getOptionalType().getElemType()));
    }
    return new Term.Sequence(type(of), items);
  }

  /// OptionalProto: name 1, elem_type 2, tensor_value 3, sequence_value 5, optional_value 7.
  private static Term optional(Wire message, TypeProto of) throws InvalidProtocolBufferException {
    var tensors = message.fields(3);
    var sequences = message.fields(5);
    Optional<Term> item = Optional.empty();
    if (!tensors.isEmpty()) {
      item = Optional.of(tensor(TensorProto.parseFrom(tensors.getFirst())));
    } else if (!sequences.isEmpty()) {
      item =
          Optional.of(sequence(Wire.of(sequences.getFirst()), of.getSequenceType().getElemType()));
    }
    return new Term.Maybe(type(of), item);
  }

  private static Type type(TypeProto of) {
    return Types.of(of, n -> n)
        .orElseGet(() -> org.ashlar.ir.TensorType.of(Types.dtype(of).orElse(DType.F32)));
  }

  private static Term tensor(TensorProto tensor) {
    return Kinds.of(tensor.getDataType()) == DType.STRING
        ? new Term.Strings(Tensors.sizes(tensor), Tensors.texts(tensor))
        : new Term.Known(Tensors.read(tensor));
  }

  /// Every tensor of numbers in a term, under the name that it has as an input.
  static void flatten(String name, Term term, Map<String, TensorData> into) {
    switch (term) {
      case Term.Known(var data, _) -> into.put(name, data);
      case Term.Sequence(_, var items) -> {
        for (int i = 0; i < items.size(); i++) {
          flatten(name + "." + i, items.get(i), into);
        }
      }
      case Term.Maybe(_, var item) -> item.ifPresent(i -> flatten(name + ".0", i, into));
      case Term.Table(_, _, _, var values) -> {
        for (int i = 0; i < values.size(); i++) {
          flatten(name + "." + i, values.get(i), into);
        }
      }
      default -> {
        // nothing that a function takes
      }
    }
  }

  /// The term with the function's results in place of its values.
  static Term filled(Term term, Iterator<TensorData> results) {
    return switch (term) {
      case Term.Tensor _ -> new Term.Known(results.next());
      case Term.Sizes sizes -> new Term.Known(sizes.numbers());
      case Term.Sequence(var of, var items) ->
          new Term.Sequence(of, items.stream().map(i -> filled(i, results)).toList());
      case Term.Maybe(var of, var item) -> new Term.Maybe(of, item.map(i -> filled(i, results)));
      case Term.Table(var key, var of, var keys, var values) ->
          new Term.Table(key, of, keys, values.stream().map(i -> filled(i, results)).toList());
      case Term.Known known -> known;
      case Term.Strings strings -> strings;
    };
  }

  /// How a computed term differs from the expected one.
  static Optional<String> differ(Term expected, Term computed) {
    return switch (expected) {
      case Term.Known(var e, _) when computed instanceof Term.Known(var c, _) -> differ(e, c);
      case Term.Sequence(_, var e) when computed instanceof Term.Sequence(_, var c) -> differ(e, c);
      case Term.Maybe(_, var e) when computed instanceof Term.Maybe(_, var c) ->
          differ(e.stream().toList(), c.stream().toList());
      case Term.Maybe(_, var e) -> differ(e.stream().toList(), List.of(computed));
      case Term.Strings e when computed instanceof Term.Strings c ->
          e.equals(c) ? Optional.empty() : Optional.of(c.elements() + ", not " + e.elements());
      default -> Optional.of(computed.type() + ", not " + expected.type());
    };
  }

  private static Optional<String> differ(List<Term> expected, List<Term> computed) {
    if (expected.size() != computed.size()) {
      return Optional.of(computed.size() + " items, not " + expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      var wrong = differ(expected.get(i), computed.get(i));
      if (wrong.isPresent()) {
        return Optional.of("item " + i + ": " + wrong.get());
      }
    }
    return Optional.empty();
  }

  /// A thousandth, and 10⁻⁷ of the largest; whole numbers exactly. Floats that are narrower may
  /// differ by two of their units.
  private static Optional<String> differ(TensorData expected, TensorData given) {
    if (!expected.type().equals(given.type())) {
      return Optional.of(given + ", not " + expected);
    }
    double relative = expected.dtype().bits() < 32 ? 2e-3 : 1e-3;
    double largest = 1;
    for (long i = 0; i < expected.elements(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
    }
    double least = 1e-7 * (Double.isInfinite(largest) ? 1 : largest);
    for (long i = 0; i < expected.elements(); i++) {
      double x = expected.get(i);
      double y = given.get(i);
      boolean close =
          expected.dtype().isFloat()
              ? Math.abs(x - y) <= least + relative * Math.abs(x)
                  || x == y
                  || Double.isNaN(x) && Double.isNaN(y)
              : x == y;
      if (!close) {
        return Optional.of("element " + i + " of " + expected + " is " + y + ", not " + x);
      }
    }
    return Optional.empty();
  }
}
