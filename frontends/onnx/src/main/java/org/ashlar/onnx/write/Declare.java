package org.ashlar.onnx.write;

import com.google.protobuf.ByteString;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.schema.TensorProto;
import org.ashlar.onnx.schema.TensorShapeProto;
import org.ashlar.onnx.schema.TypeProto;
import org.ashlar.onnx.schema.ValueInfoProto;

/// Writes types and numbers. A size known at launch only becomes a named dimension.
final class Declare {
  private Declare() {}

  static ValueInfoProto value(String name, Type type) {
    return ValueInfoProto.newBuilder().setName(name).setType(type(type)).build();
  }

  /// A tensor of which only the kind of elements is said.
  static ValueInfoProto value(String name, DType dtype) {
    var tensor = TypeProto.Tensor.newBuilder().setElemType(kind(dtype));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  static TypeProto type(Type type) {
    var proto = TypeProto.newBuilder();
    switch (type) {
      case TensorType t ->
          proto.setTensorType(
              TypeProto.Tensor.newBuilder().setElemType(kind(t.dtype())).setShape(shape(t)));
      case Type.SequenceType(var of) ->
          proto.setSequenceType(TypeProto.Sequence.newBuilder().setElemType(type(of)));
      case Type.OptionalType(var of) ->
          proto.setOptionalType(TypeProto.Optional.newBuilder().setElemType(type(of)));
      case Type.MapType(var key, var of) ->
          proto.setMapType(TypeProto.Map.newBuilder().setKeyType(kind(key)).setValueType(type(of)));
    }
    return proto.build();
  }

  private static TensorShapeProto shape(TensorType type) {
    var shape = TensorShapeProto.newBuilder();
    for (var size : type.shape().sizes()) {
      var dimension = TensorShapeProto.Dimension.newBuilder();
      switch (size) {
        case Expr.Const(_, long bits) -> dimension.setDimValue(bits);
        case Expr.Size(var name, _, _) -> dimension.setDimParam(name);
        default -> dimension.setDimParam(Text.of(size));
      }
      shape.addDim(dimension);
    }
    return shape.build();
  }

  static int kind(DType dtype) {
    return Kinds.number(dtype).orElseThrow(() -> Attribute.unknown(dtype));
  }

  /// Numbers as raw bytes; elements narrower than a byte are packed, the first in the lowest bits.
  static TensorProto numbers(String name, TensorData data) {
    var proto = TensorProto.newBuilder().setName(name).setDataType(kind(data.dtype()));
    for (long size : data.sizes()) {
      proto.addDims(size);
    }
    long bytes = data.elements() * data.dtype().bytes();
    return proto.setRawData(isPacked(data.dtype()) ? packed(data) : raw(data, bytes)).build();
  }

  /// The bytes that the numbers take in the file.
  static long bytes(TensorData data) {
    return isPacked(data.dtype())
        ? (data.elements() * data.dtype().bits() + 7) / 8
        : data.elements() * data.dtype().bytes();
  }

  private static boolean isPacked(DType dtype) {
    return dtype.bits() < 8 && dtype != DType.BOOL;
  }

  private static ByteString raw(TensorData data, long bytes) {
    return ByteString.copyFrom(data.data().asSlice(0, bytes).asByteBuffer());
  }

  private static ByteString packed(TensorData data) {
    int width = data.dtype().bits();
    int many = 8 / width;
    var bytes = new byte[Math.toIntExact((data.elements() + many - 1) / many)];
    for (int i = 0; i < data.elements(); i++) {
      long bits = data.bits(i) & (1L << width) - 1;
      bytes[i / many] |= (byte) (bits << i % many * width);
    }
    return ByteString.copyFrom(bytes);
  }
}
