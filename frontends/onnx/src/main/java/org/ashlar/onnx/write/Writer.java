package org.ashlar.onnx.write;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;

/// Writes functions call by call: by the operator's counterpart where it has one, else by what it
/// means.
final class Writer {
  private final Phrases phrases;

  Writer(Phrases phrases) {
    this.phrases = phrases;
  }

  /// The names of a function's outputs, written into a graph.
  List<String> inline(Function function, List<String> arguments, Draft draft) {
    Map<Value, String> names = new IdentityHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      names.put(function.inputs().get(i), arguments.get(i));
      draft.knows(arguments.get(i), function.inputs().get(i).type());
    }
    for (var value : DataSizes.order(function.outputs())) {
      if (names.containsKey(value)) {
        continue;
      }
      if (value.op() instanceof Input(var label, var type)) {
        throw new IllegalArgumentException("onnx: no value is given for " + label + ": " + type);
      }
      var given = value.args().stream().map(a -> name(names, a)).toList();
      var results = write(value.results().getFirst(), given, draft);
      for (int i = 0; i < value.results().size(); i++) {
        var name = i < results.size() ? results.get(i) : "";
        names.put(value.results().get(i), name);
        draft.knows(name, value.results().get(i).type());
      }
    }
    return function.outputs().stream().map(o -> name(names, o)).toList();
  }

  private static String name(Map<Value, String> names, Value value) {
    return Objects.requireNonNull(names.get(value));
  }

  private List<String> write(Value call, List<String> arguments, Draft draft) {
    var said = phrases.say(call, arguments, draft);
    if (said.isPresent()) {
      return said.get();
    }
    if (call.op() instanceof Unknown) {
      throw new IllegalArgumentException(
          "onnx: " + call.op().id() + ": nobody provides this operator: it cannot be written");
    }
    var types = call.args().stream().map(Value::type).toList();
    try {
      return mean(call.op().meaning(types), call, arguments, draft);
    } catch (IllegalArgumentException e) {
      throw named(call, e);
    }
  }

  /// Says which operator it was, once.
  private static IllegalArgumentException named(Value call, IllegalArgumentException e) {
    var message = String.valueOf(e.getMessage());
    var start = "onnx: " + call.op().name() + ": ";
    return message.startsWith("onnx: ") && message.contains(": cannot be said: ")
        ? e
        : new IllegalArgumentException(
            start
                + "cannot be said: "
                + (message.startsWith("onnx: ") ? message.substring(6) : message),
            e);
  }

  private List<String> mean(Meaning meaning, Value call, List<String> arguments, Draft draft) {
    var meanings = new Meanings(draft);
    return switch (meaning) {
      case Meaning.Pointwise m -> List.of(meanings.pointwise(m, call, arguments));
      case Meaning.Indexed m -> List.of(meanings.indexed(m, call, arguments));
      case Meaning.Scanned m -> List.of(meanings.scanned(m, call, arguments));
      case Meaning.Scattered m -> List.of(meanings.scattered(m, call, arguments));
      case Meaning.Composed(var body) -> inline(body, arguments, draft);
      case Meaning.Chosen m -> new Control(this, draft).chosen(m, call, arguments);
      case Meaning.Repeated m -> new Control(this, draft).repeated(m, call, arguments);
      case Meaning.Opaque(var says, _) ->
          throw new IllegalArgumentException(
              "onnx: only a host function knows what it computes"
                  + (says.isEmpty() ? "" : ": " + says));
    };
  }
}
