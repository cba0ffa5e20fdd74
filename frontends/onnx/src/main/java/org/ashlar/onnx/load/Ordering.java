package org.ashlar.onnx.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.ashlar.onnx.schema.NodeProto;

/// Nodes in an order in which they can be computed: that of the file wherever it is one.
///
/// @param dangling a name that is read and that nobody computes
/// @param circular a node that is needed to compute itself
record Ordering(List<NodeProto> nodes, Optional<Dangling> dangling, Optional<NodeProto> circular) {
  record Dangling(NodeProto node, String name) {}

  /// Kahn's algorithm.
  ///
  /// @param known names that need not be computed
  /// @param produced names that the nodes compute
  static Ordering of(List<NodeProto> all, Predicate<String> known, Set<String> produced) {
    var readers = new HashMap<String, List<Integer>>();
    var waits = new int[all.size()];
    var ready = new PriorityQueue<Integer>();
    for (int i = 0; i < waits.length; i++) {
      for (var name : read(all.get(i))) {
        if (produced.contains(name)) {
          readers.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
          waits[i]++;
        } else if (!known.test(name)) {
          return new Ordering(
              List.of(), Optional.of(new Dangling(all.get(i), name)), Optional.empty());
        }
      }
      if (waits[i] == 0) {
        ready.add(i);
      }
    }
    var sorted = new ArrayList<NodeProto>(waits.length);
    while (!ready.isEmpty()) {
      var node = all.get(ready.remove());
      sorted.add(node);
      release(node, readers, waits, ready);
    }
    var circular =
        sorted.size() < waits.length ? Optional.of(first(all, waits)) : Optional.<NodeProto>empty();
    return new Ordering(sorted, Optional.empty(), circular);
  }

  private static void release(
      NodeProto node,
      Map<String, List<Integer>> readers,
      int[] waits,
      PriorityQueue<Integer> ready) {
    for (var output : node.getOutputList()) {
      for (int reader : readers.getOrDefault(output, List.of())) {
        if (--waits[reader] == 0) {
          ready.add(reader);
        }
      }
    }
  }

  private static NodeProto first(List<NodeProto> all, int[] waits) {
    int i = 0;
    while (waits[i] == 0) {
      i++;
    }
    return all.get(i);
  }

  /// What a node reads, the graphs inside it too.
  private static Set<String> read(NodeProto node) {
    var names = new HashSet<String>(node.getInputList());
    for (var attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        names.addAll(Captures.of(attribute.getG()));
      }
    }
    names.remove("");
    return names;
  }
}
