package org.ashlar.onnx.load;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.ashlar.onnx.schema.GraphProto;

/// The names that a graph inside a node reads and does not compute: they belong to the graphs
/// around it.
final class Captures {
  private Captures() {}

  static Set<String> of(GraphProto graph) {
    var own = new HashSet<String>();
    graph.getInputList().forEach(v -> own.add(v.getName()));
    graph.getInitializerList().forEach(t -> own.add(t.getName()));
    graph.getSparseInitializerList().forEach(t -> own.add(t.getValues().getName()));
    graph.getNodeList().forEach(n -> own.addAll(n.getOutputList()));
    var read = new LinkedHashSet<String>();
    for (var node : graph.getNodeList()) {
      read.addAll(node.getInputList());
      for (var attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          read.addAll(of(attribute.getG()));
        }
      }
    }
    graph.getOutputList().forEach(v -> read.add(v.getName()));
    read.removeAll(own);
    read.remove("");
    return read;
  }
}
