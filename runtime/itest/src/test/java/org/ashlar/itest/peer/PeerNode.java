package org.ashlar.itest.peer;

import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.AttributeProto.AttributeType;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.ModelProto;
import org.ashlar.onnx.schema.NodeProto;
import org.ashlar.onnx.schema.OperatorSetIdProto;
import org.ashlar.onnx.schema.TensorProto;
import org.ashlar.onnx.schema.TypeProto;
import org.ashlar.onnx.schema.ValueInfoProto;

/// A model of one node whose inputs are initialisers.
final class PeerNode {
  private static final int IR_VERSION = 8;
  private static final String MICROSOFT = "com.microsoft";

  private final NodeProto.Builder node = NodeProto.newBuilder();
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("one");
  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(IR_VERSION);

  private PeerNode(String domain, String operator, long opset) {
    node.setOpType(operator).setDomain(domain);
    boolean isOwn = domain.isEmpty();
    model
        .addOpsetImport(
            OperatorSetIdProto.newBuilder().setDomain("").setVersion(isOwn ? opset : 17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1));
  }

  /// A node of `ai.onnx`.
  static PeerNode onnx(String operator, long opset) {
    return new PeerNode("", operator, opset);
  }

  /// A node of ONNX Runtime's own.
  static PeerNode microsoft(String operator) {
    return new PeerNode(MICROSOFT, operator, 1);
  }

  PeerNode given(TensorData... data) {
    for (var one : data) {
      give(one);
    }
    return this;
  }

  private void give(TensorData data) {
    var name = "x" + node.getInputCount();
    var bytes = new byte[Math.toIntExact(data.elements() * data.dtype().bytes())];
    MemorySegment.ofArray(bytes).copyFrom(data.data().asSlice(0, bytes.length));
    var tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(number(data.dtype()))
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : data.sizes()) {
      tensor.addDims(size);
    }
    node.addInput(name);
    graph.addInitializer(tensor);
  }

  /// The scale and the zero point of the input before.
  PeerNode scaled(DType dtype, double scale, double zero) {
    return given(Samples.one(DType.F32, scale), Samples.one(dtype, zero));
  }

  /// Inputs that are left out.
  PeerNode missing(int count) {
    for (int i = 0; i < count; i++) {
      node.addInput("");
    }
    return this;
  }

  PeerNode with(String name, long whole) {
    return add(attribute(name, AttributeType.INT).setI(whole));
  }

  PeerNode with(String name, float real) {
    return add(attribute(name, AttributeType.FLOAT).setF(real));
  }

  PeerNode with(String name, String text) {
    return add(attribute(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(text)));
  }

  PeerNode wholes(String name, long... wholes) {
    var a = attribute(name, AttributeType.INTS);
    for (long whole : wholes) {
      a.addInts(whole);
    }
    return add(a);
  }

  PeerNode reals(String name, double... reals) {
    var a = attribute(name, AttributeType.FLOATS);
    for (double real : reals) {
      a.addFloats((float) real);
    }
    return add(a);
  }

  PeerNode texts(String name, String... texts) {
    var a = attribute(name, AttributeType.STRINGS);
    for (var text : texts) {
      a.addStrings(ByteString.copyFromUtf8(text));
    }
    return add(a);
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private PeerNode add(AttributeProto.Builder attribute) {
    node.addAttribute(attribute);
    return this;
  }

  /// The file, with outputs `y0`, `y1`, … of these kinds.
  byte[] file(List<DType> outputs) {
    var own = node.clone();
    var all = graph.clone();
    for (var dtype : outputs) {
      var name = "y" + own.getOutputCount();
      var type = TypeProto.Tensor.newBuilder().setElemType(number(dtype));
      own.addOutput(name);
      all.addOutput(
          ValueInfoProto.newBuilder()
              .setName(name)
              .setType(TypeProto.newBuilder().setTensorType(type)));
    }
    return model.clone().setGraph(all.addNode(own)).build().toByteArray();
  }

  private static int number(DType dtype) {
    return switch (dtype) {
      case F32 -> 1;
      case U8 -> 2;
      case I8 -> 3;
      case I32 -> 6;
      case I64 -> 7;
      case BOOL -> 9;
      default -> throw new IllegalArgumentException("no number for " + dtype);
    };
  }
}
