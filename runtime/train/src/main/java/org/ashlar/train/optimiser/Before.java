package org.ashlar.train.optimiser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Stages in front of an optimiser's own, with their shared numbers.
record Before(List<Stage> first, Map<String, Double> numbers, Optimiser then) implements Optimiser {
  @Override
  public List<Stage> stages() {
    var all = new ArrayList<>(first);
    all.addAll(then.stages());
    return all;
  }

  @Override
  public Map<String, TensorData> inputs(long update) {
    var inputs = new HashMap<>(then.inputs(update));
    numbers.forEach((name, number) -> inputs.put(name, TensorData.scalar(DType.F32, number)));
    return inputs;
  }
}
