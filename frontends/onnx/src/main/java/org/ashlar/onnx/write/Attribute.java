package org.ashlar.onnx.write;

import com.google.protobuf.ByteString;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.AttributeProto.AttributeType;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.TensorProto;

/// Makes the attributes of nodes.
final class Attribute {
  private Attribute() {}

  static AttributeProto of(String name, long value) {
    return make(name, AttributeType.INT).setI(value).build();
  }

  static AttributeProto of(String name, boolean value) {
    return of(name, value ? 1 : 0);
  }

  /// The number of a kind of elements.
  static AttributeProto of(String name, DType dtype) {
    return of(name, Kinds.number(dtype).orElseThrow(() -> unknown(dtype)));
  }

  static AttributeProto of(String name, double value) {
    return make(name, AttributeType.FLOAT).setF((float) value).build();
  }

  static AttributeProto of(String name, String value) {
    return make(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttributeProto of(String name, List<Long> values) {
    return make(name, AttributeType.INTS).addAllInts(values).build();
  }

  static AttributeProto reals(String name, List<Double> values) {
    var attribute = make(name, AttributeType.FLOATS);
    values.forEach(v -> attribute.addFloats(v.floatValue()));
    return attribute.build();
  }

  static AttributeProto texts(String name, List<String> values) {
    var attribute = make(name, AttributeType.STRINGS);
    values.forEach(v -> attribute.addStrings(ByteString.copyFromUtf8(v)));
    return attribute.build();
  }

  static AttributeProto of(String name, TensorProto value) {
    return make(name, AttributeType.TENSOR).setT(value).build();
  }

  static AttributeProto of(String name, GraphProto body) {
    return make(name, AttributeType.GRAPH).setG(body).build();
  }

  static IllegalArgumentException unknown(DType dtype) {
    return new IllegalArgumentException("onnx: has no elements of kind " + dtype);
  }

  private static AttributeProto.Builder make(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
