package org.ashlar.reference;

import java.lang.foreign.ValueLayout;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;

/// Reads and writes of elements of a memory in the frame, at element numbers; a negative number is
/// no element: it reads as zero and is not written.
final class Cells {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private Cells() {}

  /// The element of a float memory.
  static Real real(int memory, DType dtype, Whole element) {
    if (dtype == DType.F32) {
      return f -> {
        long at = element.at(f);
        return at < 0 ? 0 : f.memory[memory].get(FLOAT, at * 4);
      };
    }
    if (dtype == DType.F64) {
      return f -> {
        long at = element.at(f);
        return at < 0 ? 0 : f.memory[memory].get(DOUBLE, at * 8);
      };
    }
    int bytes = dtype.bytes();
    return f -> {
      long at = element.at(f);
      return at < 0 ? 0 : Codec.decode(dtype, Codec.load(dtype, f.memory[memory], at * bytes));
    };
  }

  /// The bits of an element of another memory.
  static Whole whole(int memory, DType dtype, Whole element) {
    if (dtype == DType.I64) {
      return f -> {
        long at = element.at(f);
        return at < 0 ? 0 : f.memory[memory].get(LONG, at * 8);
      };
    }
    int bytes = dtype.bytes();
    return f -> {
      long at = element.at(f);
      return at < 0 ? 0 : Codec.load(dtype, f.memory[memory], at * bytes);
    };
  }

  /// Writes a float, rounded to the memory's dtype, which changes nothing where the value has it
  /// already.
  static Act storeReal(int memory, DType dtype, Whole element, Real value) {
    if (dtype == DType.F32) {
      return f -> {
        float number = (float) value.at(f);
        long at = element.at(f);
        if (at >= 0) {
          f.memory[memory].set(FLOAT, at * 4, number);
        }
      };
    }
    int bytes = dtype.bytes();
    return f -> {
      long bits = Codec.encode(dtype, value.at(f));
      long at = element.at(f);
      if (at >= 0) {
        Codec.store(dtype, f.memory[memory], at * bytes, bits);
      }
    };
  }

  /// Writes bits.
  static Act storeWhole(int memory, DType dtype, Whole element, Whole value) {
    int bytes = dtype.bytes();
    return f -> {
      long bits = value.at(f);
      long at = element.at(f);
      if (at >= 0) {
        Codec.store(dtype, f.memory[memory], at * bytes, bits);
      }
    };
  }
}
