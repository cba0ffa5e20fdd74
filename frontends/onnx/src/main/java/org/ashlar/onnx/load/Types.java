package org.ashlar.onnx.load;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.onnx.schema.TensorShapeProto;
import org.ashlar.onnx.schema.TypeProto;

/// Reads types. A named dimension becomes a size of this name, one that nothing is said of a size
/// with a name of its own.
public final class Types {
  /// The largest number that a size known at launch only may take.
  public static final long MOST = Integer.MAX_VALUE;

  private Types() {}

  /// The type, or empty where the file leaves a part out that a type needs: its kind of elements,
  /// or a tensor's number of dimensions.
  ///
  /// @param fresh a name for a dimension without one
  /// @throws IllegalArgumentException for what no value of ours can be: sparse or opaque values
  public static Optional<Type> of(TypeProto proto, UnaryOperator<String> fresh) {
    return switch (proto.getValueCase()) {
      case TENSOR_TYPE -> {
        var tensor = proto.getTensorType();
        if (tensor.getElemType() == 0 || !tensor.hasShape()) {
          yield Optional.empty();
        }
        yield Optional.of(
            new TensorType(Kinds.of(tensor.getElemType()), shape(tensor.getShape(), fresh)));
      }
      case SEQUENCE_TYPE ->
          of(proto.getSequenceType().getElemType(), fresh).map(Type.SequenceType::new);
      case OPTIONAL_TYPE ->
          of(proto.getOptionalType().getElemType(), fresh).map(Type.OptionalType::new);
      case MAP_TYPE ->
          of(proto.getMapType().getValueType(), fresh)
              .map(value -> new Type.MapType(Kinds.of(proto.getMapType().getKeyType()), value));
      case SPARSE_TENSOR_TYPE ->
          throw new IllegalArgumentException("type: sparse tensors are no values of a graph here");
      case OPAQUE_TYPE ->
          throw new IllegalArgumentException(
              "type: opaque: "
                  + proto.getOpaqueType().getDomain()
                  + "."
                  + proto.getOpaqueType().getName());
      case VALUE_NOT_SET -> Optional.empty();
    };
  }

  /// The kind of elements of a tensor, also where its shape is left out.
  public static Optional<DType> dtype(TypeProto proto) {
    return proto.hasTensorType()
        ? Kinds.find(proto.getTensorType().getElemType())
        : Optional.empty();
  }

  /// The names of dimensions in a type, as sizes have them.
  public static Set<String> names(TypeProto proto) {
    var names = new LinkedHashSet<String>();
    switch (proto.getValueCase()) {
      case TENSOR_TYPE -> {
        for (var dimension : proto.getTensorType().getShape().getDimList()) {
          if (!dimension.getDimParam().isEmpty()) {
            names.add(name(dimension.getDimParam()));
          }
        }
      }
      case SEQUENCE_TYPE -> names.addAll(names(proto.getSequenceType().getElemType()));
      case OPTIONAL_TYPE -> names.addAll(names(proto.getOptionalType().getElemType()));
      case MAP_TYPE -> names.addAll(names(proto.getMapType().getValueType()));
      case SPARSE_TENSOR_TYPE, OPAQUE_TYPE, VALUE_NOT_SET -> {
        // no sizes
      }
    }
    return names;
  }

  private static Shape shape(TensorShapeProto proto, UnaryOperator<String> fresh) {
    var sizes = new ArrayList<Expr>();
    for (var dimension : proto.getDimList()) {
      if (dimension.hasDimValue() && dimension.getDimValue() >= 0) {
        sizes.add(Expr.of(dimension.getDimValue()));
      } else if (dimension.hasDimParam() && !dimension.getDimParam().isEmpty()) {
        sizes.add(new Expr.Size(name(dimension.getDimParam()), 0, MOST));
      } else {
        sizes.add(new Expr.Size(fresh.apply("n"), 0, MOST));
      }
    }
    return new Shape(sizes);
  }

  /// A name that the text form can say: letters, digits and `_`, no digit first.
  static String name(String written) {
    var name = written.replaceAll("[^A-Za-z0-9_]", "_");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }
}
