package org.ashlar.compiler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.jspecify.annotations.Nullable;

/// Checks what is given to a program against what it needs, before anything is allocated or copied.
///
/// @param inputs the types of all inputs, by name
/// @param variables the inputs that are kept between runs
record Arguments(String program, Map<String, TensorType> inputs, Set<String> variables) {
  static Arguments of(Function function, Set<String> variables) {
    var types = new LinkedHashMap<String, TensorType>();
    for (int i = 0; i < function.inputs().size(); i++) {
      types.put(function.inputNames().get(i), function.inputs().get(i).tensor());
    }
    return new Arguments(function.name(), types, variables);
  }

  /// Every input that is no variable.
  void inputs(Map<String, TensorData> given) {
    for (var entry : inputs.entrySet()) {
      var name = entry.getKey();
      if (!variables.contains(name)) {
        var data = given.get(name);
        // words are made only where something is wrong
        if (data == null || !data.is(entry.getValue())) {
          present("input " + name, data, entry.getValue());
        }
      }
    }
    for (var name : given.keySet()) {
      if (variables.contains(name)) {
        throw error("input " + name, "is a variable: assign it");
      }
      if (!inputs.containsKey(name)) {
        throw error(
            "input " + name,
            "no such input; inputs: "
                + String.join(
                    ", ", inputs.keySet().stream().filter(n -> !variables.contains(n)).toList()));
      }
    }
  }

  /// Every variable.
  void variables(Map<String, TensorData> given) {
    for (var name : variables.stream().sorted().toList()) {
      present("variable " + name, given.get(name), Objects.requireNonNull(inputs.get(name)));
    }
    for (var name : given.keySet()) {
      if (!variables.contains(name)) {
        throw error(
            "variable " + name,
            "no such variable; variables: "
                + String.join(", ", variables.stream().sorted().toList()));
      }
    }
  }

  /// The type of a variable.
  TensorType variable(String what, String name) {
    var type = inputs.get(name);
    if (type == null || !variables.contains(name)) {
      throw error(
          what + " " + name,
          "no such variable; variables: "
              + String.join(", ", variables.stream().sorted().toList()));
    }
    return type;
  }

  void type(String what, TensorData data, TensorType must) {
    if (!data.is(must)) {
      throw error(what, "is " + data.type() + ", must be " + must);
    }
  }

  private void present(String what, @Nullable TensorData data, TensorType must) {
    if (data == null) {
      throw error(what, "missing: must be " + must);
    }
    type(what, data, must);
  }

  private IllegalArgumentException error(String what, String facts) {
    return new IllegalArgumentException(program + ": " + what + ": " + facts);
  }
}
