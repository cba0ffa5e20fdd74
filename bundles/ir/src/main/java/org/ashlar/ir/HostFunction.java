package org.ashlar.ir;

import java.util.List;

/// A function from host tensors to host tensors: the meaning of what loops cannot say (sorting,
/// strings).
@FunctionalInterface
public interface HostFunction {
  List<TensorData> apply(List<TensorData> args);
}
