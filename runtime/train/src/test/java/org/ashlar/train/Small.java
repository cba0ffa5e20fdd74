package org.ashlar.train;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.nn.Initial;
import org.ashlar.nn.Layer;
import org.ashlar.train.data.Dataset;
import org.ashlar.train.data.Task;
import org.ashlar.train.data.Tasks;

/// A task that trains in moments: a part of the digits, a small network.
final class Small {
  static final Task DIGITS = Tasks.digits();

  private Small() {}

  static Layer network(double dropout, DType compute) {
    return Networks.mlp(DIGITS, List.of(12), dropout, compute, new Initial(3));
  }

  static Dataset train() {
    return DIGITS.train().range(0, 320);
  }

  static Dataset held() {
    return DIGITS.test().range(0, 100);
  }
}
