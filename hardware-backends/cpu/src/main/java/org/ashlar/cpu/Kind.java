package org.ashlar.cpu;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import org.ashlar.ir.DType;

/// What the virtual machine holds a number as, outside of memory.
///
/// Integers below 64 bits are ints that hold the number itself (u32: its bits), narrow floats are
/// floats that hold the number, truth values are 0 or 1.
enum Kind {
  INT(TypeKind.INT, ConstantDescs.CD_int),
  LONG(TypeKind.LONG, ConstantDescs.CD_long),
  FLOAT(TypeKind.FLOAT, ConstantDescs.CD_float),
  DOUBLE(TypeKind.DOUBLE, ConstantDescs.CD_double);

  final TypeKind type;
  final ClassDesc desc;

  Kind(TypeKind type, ClassDesc desc) {
    this.type = type;
    this.desc = desc;
  }

  static Kind of(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL -> INT;
      case SIGNED, UNSIGNED -> dtype.bits() == 64 ? LONG : INT;
      case FLOAT -> dtype == DType.F64 ? DOUBLE : FLOAT;
      case COMPLEX, STRING ->
          throw new IllegalArgumentException("cpu: " + dtype + " lives on the host only");
    };
  }

  /// Whether the dtype is a float that is held wider than it is, so that results must be rounded.
  static boolean isNarrowFloat(DType dtype) {
    return dtype.isFloat() && dtype != DType.F32 && dtype != DType.F64;
  }

  /// Whether comparisons, divisions and shifts to the right of the machine's kind must take its
  /// bits as unsigned.
  static boolean isUnsignedWord(DType dtype) {
    return dtype == DType.U32 || dtype == DType.U64;
  }
}
