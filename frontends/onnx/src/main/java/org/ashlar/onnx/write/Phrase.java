package org.ashlar.onnx.write;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Value;

/// How the calls of one operator are said by nodes of the format.
@FunctionalInterface
interface Phrase<O extends Operator> {
  /// The names of the results; empty where the format's operator does not mean the same for these
  /// arguments.
  Optional<List<String>> say(O operator, Value call, List<String> arguments, Draft draft);
}
