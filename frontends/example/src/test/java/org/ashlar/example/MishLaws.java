package org.ashlar.example;

import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

class MishLaws extends OperatorLaws {
  MishLaws() {
    super(new Mish(), Case.of("f32[2, 3]"), Case.of("f64[4]"), Case.refused("i64[2]"));
  }
}
