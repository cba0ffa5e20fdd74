package org.ashlar.session.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ashlar.compiler.Program;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// Runs a new program on scratch variables before anybody waits for it: classes load, code is
/// compiled, a broken one shows itself.
final class Warm {
  private static final Duration BUDGET = Duration.ofMillis(250);
  private static final int RUNS = 200;

  private Warm() {}

  /// Runs until the budget or the number of runs is used up while another epoch serves; once where
  /// requests wait.
  static Program up(
      Build build, Map<String, TensorData> variables, DevicePool pool, boolean served) {
    var inputs = new HashMap<String, TensorData>();
    var request = build.program().request();
    for (var value : request.function().inputs()) {
      if (value.op() instanceof Input(var name, TensorType type)
          && !request.variables().contains(name)) {
        inputs.put(name, TensorData.zeros(type.dtype(), type.shape().constants()));
      }
    }
    var epoch = Epoch.open(0, build.program(), build.needs(), variables, pool);
    try {
      long end = System.nanoTime() + BUDGET.toNanos();
      for (int i = 0; i < RUNS && (i == 0 || served && System.nanoTime() < end); i++) {
        var outputs = epoch.run(inputs, Duration.ofSeconds(30));
        checkOutputs(build, outputs);
      }
    } finally {
      epoch.close();
    }
    return build.program();
  }

  private static void checkOutputs(Build build, Map<String, TensorData> outputs) {
    var request = build.program().request();
    var names = request.function().outputNames();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      var given = Optional.ofNullable(outputs.get(name)).map(TensorData::type);
      if (!request.updates().containsKey(name)
          && !given.equals(Optional.of(request.function().outputs().get(i).type()))) {
        throw new IllegalStateException(
            "warm-up: output "
                + name
                + ": "
                + given.map(Object::toString).orElse("nothing")
                + " instead of "
                + request.function().outputs().get(i).type());
      }
    }
  }
}
