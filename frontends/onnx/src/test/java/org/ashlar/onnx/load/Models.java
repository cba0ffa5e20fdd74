package org.ashlar.onnx.load;

import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.ModelProto;
import org.ashlar.onnx.schema.NodeProto;
import org.ashlar.onnx.schema.OperatorSetIdProto;
import org.ashlar.onnx.schema.TensorProto;
import org.ashlar.onnx.schema.TensorShapeProto;
import org.ashlar.onnx.schema.TypeProto;
import org.ashlar.onnx.schema.ValueInfoProto;

/// Small models for tests.
final class Models {
  private Models() {}

  /// `y` of these nodes from `x`, two numbers.
  static GraphProto.Builder graph(NodeProto... nodes) {
    var type =
        TypeProto.newBuilder()
            .setTensorType(
                TypeProto.Tensor.newBuilder()
                    .setElemType(1)
                    .setShape(
                        TensorShapeProto.newBuilder()
                            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(2))));
    var graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInput(ValueInfoProto.newBuilder().setName("x").setType(type))
            .addOutput(ValueInfoProto.newBuilder().setName("y").setType(type));
    for (var node : nodes) {
      graph.addNode(node);
    }
    return graph;
  }

  static ModelProto.Builder model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(10)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
        .setGraph(graph);
  }

  static NodeProto node(String operator, String output, String... inputs) {
    var node = NodeProto.newBuilder().setOpType(operator).setName(operator + "_" + output);
    for (var input : inputs) {
      node.addInput(input);
    }
    return node.addOutput(output).build();
  }

  static TensorProto.Builder tensor(String name, long... sizes) {
    var tensor = TensorProto.newBuilder().setName(name).setDataType(1);
    for (long size : sizes) {
      tensor.addDims(size);
    }
    return tensor;
  }

  /// What a reader says to this model.
  static String refused(ModelProto.Builder model, Limits limits) {
    return refused(() -> ModelFile.of(model.build().toByteArray(), limits));
  }

  static String refused(Runnable read) {
    try {
      read.run();
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("nothing was refused");
  }

  /// The start of an If whose one branch is this.
  static NodeProto.Builder choice(GraphProto.Builder then) {
    return node("If", "y", "x").toBuilder()
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("then_branch")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(then));
  }
}
