package org.ashlar.cpu;

import java.lang.constant.ClassDesc;
import org.ashlar.ir.DType;

/// What the lanes of a vector hold: the vector's counterpart of {@link Kind}. Truth values are
/// masks over `INT` lanes.
enum Lane {
  INT("IntVector", Kind.INT),
  LONG("LongVector", Kind.LONG),
  FLOAT("FloatVector", Kind.FLOAT),
  DOUBLE("DoubleVector", Kind.DOUBLE),
  TRUTH("VectorMask", Kind.INT);

  final ClassDesc desc;
  final Kind kind;

  Lane(String name, Kind kind) {
    this.desc = ClassDesc.of("jdk.incubator.vector." + name);
    this.kind = kind;
  }

  int bytes() {
    return this == LONG || this == DOUBLE ? 8 : 4;
  }

  static Lane of(DType dtype) {
    return switch (Kind.of(dtype)) {
      case INT -> dtype == DType.BOOL ? TRUTH : INT;
      case LONG -> LONG;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
    };
  }
}
