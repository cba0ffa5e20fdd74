package org.ashlar.onnx.write;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Value;

/// Operators with a direct counterpart in the format, by their classes: another bundle's operator
/// of the same name never becomes ours.
final class Phrases {
  private final Map<Class<?>, Phrase<Operator>> phrases = new HashMap<>();

  <O extends Operator> Phrases add(Class<O> operator, Phrase<O> phrase) {
    phrases.put(
        operator,
        (op, call, arguments, draft) -> phrase.say(operator.cast(op), call, arguments, draft));
    return this;
  }

  Optional<List<String>> say(Value call, List<String> arguments, Draft draft) {
    var phrase = phrases.get(call.op().getClass());
    return phrase == null ? Optional.empty() : phrase.say(call.op(), call, arguments, draft);
  }
}
