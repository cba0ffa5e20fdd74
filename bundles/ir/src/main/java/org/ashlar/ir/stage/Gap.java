package org.ashlar.ir.stage;

import java.util.List;
import org.ashlar.ir.OperatorId;

/// Something in a model that cannot be run with the operators present.
///
/// @param operator what is missing, as the model's format names it: by this another bundle could
///   provide it
/// @param nodes the names of all nodes that need it; at least one
/// @param reason why it cannot run: unknown, too new, or what about the attributes or types
public record Gap(OperatorId operator, List<String> nodes, String reason) {
  public Gap {
    nodes = List.copyOf(nodes);
  }

  /// `com.acme.swirl@3 x 2 (left, right): nobody provides it`
  @Override
  public String toString() {
    return operator
        + (nodes.size() == 1 ? "" : " x " + nodes.size())
        + " ("
        + String.join(", ", nodes.subList(0, Math.min(3, nodes.size())))
        + (nodes.size() > 3 ? ", ..." : "")
        + "): "
        + reason;
  }
}
