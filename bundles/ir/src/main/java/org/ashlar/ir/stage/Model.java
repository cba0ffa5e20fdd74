package org.ashlar.ir.stage;

import java.util.Map;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;

/// A program with the numbers that belong to it: what importers give and exporters take.
///
/// @param variables numbers of inputs that are kept between runs (weights), and of states that a
///   training rule keeps for them, by name
/// @param facts what else a file says, in words: `producer`, `training.of`; unknown ones are kept
public record Model(
    Function function, Map<String, TensorData> variables, Map<String, String> facts) {
  public Model {
    variables = Map.copyOf(variables);
    facts = Map.copyOf(facts);
  }
}
