package org.ashlar.compiler;

import java.util.Map;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.jspecify.annotations.Nullable;

/// Checks what is given to a program against what it needs, before anything is allocated or copied.
record Arguments(Compiled program) {
  /// Every input that is no variable.
  void inputs(Map<String, TensorData> given) {
    var wiring = program.wiring();
    var variables = program.request().variables();
    wiring
        .inputs()
        .forEach((name, value) -> {
          if (!variables.contains(name)) {
            present("input " + name, given.get(name), wiring.types().get(value));
          }
        });
    for (var name : given.keySet()) {
      if (variables.contains(name)) {
        throw error("input " + name, "is a variable: assign it");
      }
      if (!wiring.inputs().containsKey(name)) {
        throw error(
            "input " + name,
            "no such input; inputs: "
                + String.join(
                    ", ",
                    wiring.inputs().keySet().stream()
                        .filter(n -> !variables.contains(n))
                        .toList()));
      }
    }
  }

  /// Every variable.
  void variables(Map<String, TensorData> given) {
    for (var name : program.request().variables().stream().sorted().toList()) {
      present(
          "variable " + name,
          given.get(name),
          program.wiring().types().get(program.wiring().input(name)));
    }
    for (var name : given.keySet()) {
      if (!program.request().variables().contains(name)) {
        throw error(
            "variable " + name,
            "no such variable; variables: "
                + String.join(", ", program.request().variables().stream().sorted().toList()));
      }
    }
  }

  void type(String what, TensorData data, TensorType must) {
    if (!data.type().equals(must)) {
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
    return new IllegalArgumentException(program.function().name() + ": " + what + ": " + facts);
  }
}
