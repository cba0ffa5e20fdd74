package org.ashlar.cpu;

import java.util.Map;
import org.ashlar.ir.kernel.Buffer;

/// Where a buffer lies while a generated method runs.
sealed interface Home {
  /// In memory, from `base` bytes after the start of the segment in a local variable.
  record Memory(int segment, long base) implements Home {}

  /// Every element in a local variable of its own, by its number.
  record Scalars(Map<Long, Integer> locals) implements Home {}

  /// Vectors of consecutive elements in local variables, by the number of the first.
  record Vectors(Map<Long, Integer> locals, int lanes) implements Home {}

  /// Of a buffer that each lane of a vector loop has for itself: each element a vector, by its
  /// number.
  record Private(Map<Long, Integer> locals) implements Home {}

  /// The local variable of an element, or of the vector that begins with it.
  static int local(Buffer of, Map<Long, Integer> locals, long element) {
    var local = locals.get(element);
    if (local == null) {
      throw new Unplaceable(of, "no local variable holds its element " + element);
    }
    return local;
  }
}
