package org.ashlar.operators.recurrent;

import java.util.List;

/// The rules that the attributes of a recurrent layer obey.
///
/// @param activations how many one direction has
/// @param cell whether there is a cell besides the state
record RecurrentAttributes(String name, Direction direction, int activations, boolean cell) {
  /// @throws IllegalArgumentException when they do not fit each other
  void check(
      List<Activation> told,
      List<Double> alpha,
      List<Double> beta,
      double clip,
      List<Given> given) {
    int wanted = activations * direction.count();
    require(
        told.isEmpty() || told.size() == wanted,
        "has " + wanted + " activations: given " + told.size());
    for (var numbers : List.of(alpha, beta)) {
      require(
          numbers.isEmpty() || numbers.size() == told.size(),
          "alpha and beta have a number an activation, or none: given "
              + numbers.size()
              + " for "
              + told.size());
    }
    require(clip >= 0, "clip must be above 0, or 0 for none: " + clip);
    require(
        given.stream().distinct().sorted().toList().equals(given),
        "arguments are given once, in the order " + List.of(Given.values()) + ": not " + given);
    require(
        cell || !given.contains(Given.INITIAL_C) && !given.contains(Given.PEEPHOLES),
        "has no cell: given " + given);
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + rule);
    }
  }
}
