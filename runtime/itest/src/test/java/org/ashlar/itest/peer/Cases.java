package org.ashlar.itest.peer;

import java.util.ArrayList;
import java.util.List;

/// Nodes to compare, with how far the results may differ.
final class Cases {
  private static final double CLOSE = 2e-4;

  /// @param outputs how many outputs are compared
  /// @param tolerance of the difference, as a part of the number where that is more than 1
  record Case(String name, PeerNode node, int outputs, double tolerance) {}

  final List<Case> all = new ArrayList<>();

  Cases add(String name, int outputs, PeerNode node) {
    return add(name, outputs, CLOSE, node);
  }

  Cases add(String name, int outputs, double tolerance, PeerNode node) {
    all.add(new Case(name, node, outputs, tolerance));
    return this;
  }
}
