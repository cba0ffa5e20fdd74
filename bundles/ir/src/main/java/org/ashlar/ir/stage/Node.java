package org.ashlar.ir.stage;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.OperatorId;

/// One call in a model, in the words of its file.
///
/// @param name the node's own name, or one made from its operator and place; each once
/// @param operator its version is the one that the specification's text for this model has
/// @param inputs names of values; empty where an optional one is left out
/// @param attributes as text, short: a large tensor only by its type
/// @param inside the nodes of the graphs that it carries: branches, bodies
public record Node(
    String name,
    OperatorId operator,
    List<String> inputs,
    List<String> outputs,
    Map<String, String> attributes,
    List<Node> inside) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
    inside = List.copyOf(inside);
  }
}
