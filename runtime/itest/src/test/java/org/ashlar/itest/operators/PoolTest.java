package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the poolings.
class PoolTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        window(new AveragePool(), new AveragePool(list(3, 3), list(2, 2), list(1, 1, 1, 1), true)),
        laws(new GlobalAveragePool(), Case.of("f32[2, 3, 3, 3]"), Case.refused("f32[3]")),
        window(new MaxPool(), new MaxPool(list(3, 3), list(2, 2), list(1, 1, 1, 1), list())));
  }
}
