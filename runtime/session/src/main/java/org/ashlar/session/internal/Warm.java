package org.ashlar.session.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ashlar.backend.LaunchException;
import org.ashlar.compiler.Program;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a new program on scratch variables before anybody waits for it: classes load, code is
/// compiled, a broken one shows itself.
final class Warm {
  private static final Duration BUDGET = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int RUNS = 200;
  private static final Logger LOG = LoggerFactory.getLogger(Warm.class);

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
    var epoch = Epoch.open(0, build.program(), build.needs(), variables, pool, id -> true);
    try {
      long end = System.nanoTime() + BUDGET.toNanos();
      for (int i = 0; i < RUNS && (i == 0 || served && System.nanoTime() < end); i++) {
        once(epoch, build, inputs);
      }
    } finally {
      epoch.close();
    }
    return build.program();
  }

  /// Where the host acts between the parts, zeros may be what the program is not for: a loop that
  /// does not end, a number of elements that does not fit. That is no fault of a block.
  private static void once(Epoch epoch, Build build, Map<String, TensorData> inputs) {
    boolean cut = build.program().isCut();
    try {
      checkOutputs(build, epoch.run(inputs, Map.of(), cut ? BUDGET : LIMIT));
    } catch (LaunchException e) {
      if (!cut || e.isLate()) {
        throw e;
      }
      LOG.debug("warm-up of {}: {}", build.program(), e.getMessage());
    }
  }

  private static void checkOutputs(Build build, Map<String, TensorData> outputs) {
    var request = build.program().request();
    var names = request.function().outputNames();
    var sizes = new HashMap<String, Long>();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      var given = Optional.ofNullable(outputs.get(name));
      var type = request.function().outputs().get(i).tensor();
      if (!request.updates().containsKey(name)
          && given.filter(data -> DataSizes.read(type, data, sizes)).isEmpty()) {
        throw new IllegalStateException(
            "warm-up: output "
                + name
                + ": "
                + given.map(Object::toString).orElse("nothing")
                + " instead of "
                + type);
      }
    }
  }
}
