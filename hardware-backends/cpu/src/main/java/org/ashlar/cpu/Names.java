package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;

/// The classes that generated code names.
final class Names {
  static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
  static final ClassDesc LAYOUT = ClassDesc.of("java.lang.foreign.ValueLayout");
  static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");
  static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
  static final ClassDesc MASK = ClassDesc.of("jdk.incubator.vector.VectorMask");
  static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
  static final ClassDesc OPERATORS = ClassDesc.of("jdk.incubator.vector.VectorOperators");
  static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  static final ClassDesc UNARY = OPERATORS.nested("Unary");
  static final ClassDesc BINARY = OPERATORS.nested("Binary");
  static final ClassDesc ASSOCIATIVE = OPERATORS.nested("Associative");
  static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");
  static final ClassDesc BYTE_VECTOR = ClassDesc.of("jdk.incubator.vector.ByteVector");
  static final ClassDesc SHORT_VECTOR = ClassDesc.of("jdk.incubator.vector.ShortVector");
  static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  static final ClassDesc CODE = ClassDesc.of("org.ashlar.cpu.Code");
  static final ClassDesc FRAME = ClassDesc.of("org.ashlar.cpu.Frame");
  static final ClassDesc SCALAR_MATH = ClassDesc.of("org.ashlar.cpu.ScalarMath");
  static final ClassDesc POLYNOMIALS = ClassDesc.of("org.ashlar.cpu.Polynomials");
  static final ClassDesc VECTOR_MATH = ClassDesc.of("org.ashlar.cpu.VectorMath");

  private Names() {}

  static MethodTypeDesc type(ClassDesc result, ClassDesc... parameters) {
    return MethodTypeDesc.of(result, parameters);
  }

  /// The parameters of a method that runs a part of a kernel.
  static MethodTypeDesc body(boolean part, int memories, int numbers) {
    var parameters = new ArrayList<ClassDesc>();
    parameters.add(FRAME);
    if (part) {
      parameters.addAll(List.of(CD_long, CD_long));
    }
    for (int i = 0; i < memories; i++) {
      parameters.add(SEGMENT);
    }
    for (int i = 0; i < numbers; i++) {
      parameters.add(CD_long);
    }
    return MethodTypeDesc.of(CD_void, parameters);
  }

  /// How an element of a dtype lies in memory.
  enum Cell {
    BYTE("JAVA_BYTE", "OfByte", java.lang.constant.ConstantDescs.CD_byte),
    SHORT("JAVA_SHORT_UNALIGNED", "OfShort", java.lang.constant.ConstantDescs.CD_short),
    INT("JAVA_INT_UNALIGNED", "OfInt", java.lang.constant.ConstantDescs.CD_int),
    LONG("JAVA_LONG_UNALIGNED", "OfLong", CD_long),
    FLOAT("JAVA_FLOAT_UNALIGNED", "OfFloat", java.lang.constant.ConstantDescs.CD_float),
    DOUBLE("JAVA_DOUBLE_UNALIGNED", "OfDouble", java.lang.constant.ConstantDescs.CD_double);

    final String constant;
    final ClassDesc layout;
    final ClassDesc carrier;

    Cell(String constant, String layout, ClassDesc carrier) {
      this.constant = constant;
      this.layout = LAYOUT.nested(layout);
      this.carrier = carrier;
    }

    static Cell of(DType dtype) {
      return switch (dtype) {
        case F32 -> FLOAT;
        case F64 -> DOUBLE;
        default ->
            switch (dtype.bytes()) {
              case 1 -> BYTE;
              case 2 -> SHORT;
              case 4 -> INT;
              default -> LONG;
            };
      };
    }
  }
}
