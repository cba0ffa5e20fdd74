package org.ashlar.ptx;

import java.util.List;
import java.util.Optional;

/// A variable in memory, or a parameter.
///
/// @param align the bytes its address is a multiple of; 0 where only the type says so
/// @param vector elements of one value: 1, 2 or 4
/// @param sizes the sizes of an array, outermost first; -1 for `[]`; empty for one value
/// @param initial what it holds at first; nested vectors for arrays
/// @param pointer what a parameter points to, where the text says so
public record Variable(
    Linkage linkage,
    Space space,
    int align,
    int vector,
    Type type,
    String name,
    List<Long> sizes,
    Optional<Operand> initial,
    Optional<Pointer> pointer,
    Position position) {
  /// Keeps a copy.
  public Variable {
    sizes = List.copyOf(sizes);
  }

  /// What a parameter points to: a space (generic where none is said) and an alignment (0 where
  /// none is said).
  public record Pointer(Space space, int align) {}

  /// A variable that no text holds.
  public static Variable of(Space space, Type type, String name, long... sizes) {
    var list = java.util.Arrays.stream(sizes).boxed().toList();
    return new Variable(
        Linkage.LOCAL,
        space,
        0,
        1,
        type,
        name,
        list,
        Optional.empty(),
        Optional.empty(),
        Position.NONE);
  }

  /// Whether its size is not known before launch.
  public boolean open() {
    return sizes.contains(-1L);
  }

  /// The number of elements; 0 where the size is not known.
  public long elements() {
    return open()
        ? 0
        : sizes.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact) * vector;
  }

  /// The bytes it takes; 0 where the size is not known.
  public long bytes() {
    return elements() * type.bytes();
  }

  /// The bytes its address is a multiple of.
  public int alignment() {
    return align > 0 ? align : type.bytes() * vector;
  }
}
