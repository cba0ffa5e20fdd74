package org.ashlar.onnx.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.FunctionProto;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.ModelProto;
import org.ashlar.onnx.schema.NodeProto;
import org.ashlar.onnx.schema.TensorProto;

/// Proves of a model what everything after it relies on: numbers within limits, every name computed
/// once and before it is read, tensors as large as their bytes.
final class ModelCheck {
  private final Limits limits;
  private int nodes;

  private ModelCheck(Limits limits) {
    this.limits = limits;
  }

  /// The model, its nodes in an order in which they can be computed.
  ///
  /// @throws IllegalArgumentException when something is wrong; says where
  static ModelProto of(ModelProto model, Weights weights, Limits limits) {
    var check = new ModelCheck(limits);
    var domains = new HashSet<String>();
    for (var opset : model.getOpsetImportList()) {
      var domain = opset.getDomain().equals("ai.onnx") ? "" : opset.getDomain();
      require(domains.add(domain), "the operators of " + named(domain) + " are imported twice");
      require(
          opset.getVersion() >= 1 && opset.getVersion() <= Integer.MAX_VALUE,
          "the operators of " + named(domain) + " are imported at version " + opset.getVersion());
    }
    var changed = model.toBuilder();
    changed.setGraph(check.graph(model.getGraph(), _ -> false, 0));
    var names = new HashSet<List<String>>();
    for (int i = 0; i < model.getFunctionsCount(); i++) {
      var f = model.getFunctions(i);
      require(
          names.add(List.of(f.getDomain(), f.getName(), f.getOverload())),
          "function " + f.getName() + ": stands twice");
      changed.setFunctions(i, check.function(f));
    }
    return changed.build();
  }

  private static String named(String domain) {
    return domain.isEmpty() ? "ai.onnx" : domain;
  }

  private FunctionProto function(FunctionProto f) {
    var what = "function " + f.getName() + ": ";
    var known = new HashSet<String>();
    for (var input : f.getInputList()) {
      require(known.add(name(what, input)), what + "input " + input + " stands twice");
    }
    var sorted = ordered(what, f.getNodeList(), known, _ -> false, 0);
    for (var output : f.getOutputList()) {
      require(known.contains(output), what + "output " + output + " is computed by no node");
    }
    return f.toBuilder().clearNode().addAllNode(sorted).build();
  }

  private GraphProto graph(GraphProto graph, Predicate<String> around, int depth) {
    var what = "graph " + graph.getName() + ": ";
    require(
        depth <= limits.nesting(),
        what + "graphs stand deeper than " + limits.nesting() + " inside one another");
    var known = new HashSet<String>();
    for (var input : graph.getInputList()) {
      var name = name(what, input.getName());
      require(!name.isEmpty(), what + "an input has no name");
      require(known.add(name), what + "input " + name + " stands twice");
    }
    var initial = new HashSet<String>();
    for (var tensor : graph.getInitializerList()) {
      initial(what, tensor, tensor.getName(), initial);
    }
    for (var sparse : graph.getSparseInitializerList()) {
      initial(what, sparse.getValues(), sparse.getValues().getName(), initial);
    }
    known.addAll(initial);
    var sorted = ordered(what, graph.getNodeList(), known, around, depth);
    var outputs = new HashSet<String>();
    for (var output : graph.getOutputList()) {
      require(outputs.add(output.getName()), what + "output " + output.getName() + " stands twice");
      require(
          known.contains(output.getName()) || around.test(output.getName()),
          what + "output " + output.getName() + " is computed by no node");
    }
    return graph.toBuilder().clearNode().addAllNode(sorted).build();
  }

  private void initial(String what, TensorProto tensor, String name, Set<String> known) {
    require(!name(what, name).isEmpty(), what + "an initialiser has no name");
    require(known.add(name), what + "initialiser " + name + " stands twice");
    tensor(tensor);
  }

  /// Sizes and kind only: numbers are read when they are needed.
  private void tensor(TensorProto tensor) {
    Kinds.of(tensor.getDataType());
    long elements = 1;
    for (long size : Tensors.sizes(tensor)) {
      elements *= size;
    }
    require(
        elements <= limits.elements(),
        "tensor "
            + tensor.getName()
            + ": has "
            + elements
            + " elements, at most "
            + limits.elements()
            + " are allowed");
    require(!tensor.hasSegment(), "tensor " + tensor.getName() + ": parts of tensors are not read");
  }

  /// The nodes, each after those that compute what it reads; adds what they compute to `known`.
  private List<NodeProto> ordered(
      String what, List<NodeProto> all, Set<String> known, Predicate<String> around, int depth) {
    var produced = new HashSet<String>();
    for (var node : all) {
      require(
          ++nodes <= limits.nodes(), what + "the model has more than " + limits.nodes() + " nodes");
      require(
          node.getAttributeCount() <= limits.attributes(),
          what + label(node) + ": has more than " + limits.attributes() + " attributes");
      for (var output : node.getOutputList()) {
        require(
            name(what, output).isEmpty() || !known.contains(output) && produced.add(output),
            what + label(node) + ": " + output + " is computed twice");
      }
    }
    var order = Ordering.of(all, name -> known.contains(name) || around.test(name), produced);
    if (order.dangling().isPresent()) {
      var d = order.dangling().get();
      throw new IllegalArgumentException(
          what + label(d.node()) + ": input " + d.name() + " is computed by no node");
    }
    if (order.circular().isPresent()) {
      throw new IllegalArgumentException(
          what + label(order.circular().get()) + ": is needed to compute itself");
    }
    var sorted = new ArrayList<NodeProto>(all.size());
    for (var node : order.nodes()) {
      sorted.add(node(what, node, name -> known.contains(name) || around.test(name), depth));
      known.addAll(node.getOutputList());
    }
    return sorted;
  }

  private NodeProto node(String what, NodeProto node, Predicate<String> seen, int depth) {
    var names = new HashSet<String>();
    NodeProto.Builder changed = null;
    for (int i = 0; i < node.getAttributeCount(); i++) {
      var attribute = node.getAttribute(i);
      require(
          names.add(name(what, attribute.getName())),
          what + label(node) + ": attribute " + attribute.getName() + " stands twice");
      require(
          attribute.getGraphsCount() == 0 && !attribute.hasG()
              || attribute.getType() != AttributeProto.AttributeType.GRAPHS,
          what + label(node) + ": lists of graphs are not read");
      if (attribute.hasT()) {
        tensor(attribute.getT());
      }
      if (attribute.hasG()) {
        changed = changed == null ? node.toBuilder() : changed;
        changed.setAttribute(
            i, attribute.toBuilder().setG(graph(attribute.getG(), seen, depth + 1)));
      }
    }
    return changed == null ? node : changed.build();
  }

  private String name(String what, String name) {
    require(
        name.length() <= limits.nameBytes(),
        what + "a name has more than " + limits.nameBytes() + " characters");
    return name;
  }

  private static String label(NodeProto node) {
    var name =
        node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    return name + " (" + node.getOpType() + ")";
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
