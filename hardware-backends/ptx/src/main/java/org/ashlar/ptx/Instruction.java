package org.ashlar.ptx;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One instruction: `@p opcode.suffix.suffix d, a, b;`.
///
/// @param suffixes all that follows the opcode, in order and without dots: modifiers, spaces and
///   types
/// @param source what the program it was made from holds there, from the last `.loc`
public record Instruction(
    Optional<Guard> guard,
    String opcode,
    List<String> suffixes,
    List<Operand> operands,
    Position position,
    Optional<Source> source)
    implements Statement {
  /// Keeps copies.
  public Instruction {
    suffixes = List.copyOf(suffixes);
    operands = List.copyOf(operands);
  }

  /// An instruction that no text holds.
  public static Instruction of(String spelling, Operand... operands) {
    var parts = List.of(spelling.split("\\."));
    return new Instruction(
        Optional.empty(),
        parts.getFirst(),
        parts.subList(1, parts.size()),
        List.of(operands),
        Position.NONE,
        Optional.empty());
  }

  /// The opcode with all its suffixes, as `add.rn.f32`.
  public String spelling() {
    return suffixes.isEmpty() ? opcode : opcode + "." + String.join(".", suffixes);
  }

  /// Whether the suffix is there.
  public boolean has(String suffix) {
    return suffixes.contains(suffix);
  }

  /// The types among the suffixes, in order.
  public List<Type> types() {
    return suffixes.stream().flatMap(s -> Type.of(s).stream()).toList();
  }

  /// The last type: what most instructions compute in; bits of 32 where there is none.
  public Type type() {
    for (int i = suffixes.size() - 1; i >= 0; i--) {
      var type = Type.of(suffixes.get(i));
      if (type.isPresent()) {
        return type.get();
      }
    }
    return Type.B32;
  }

  /// The first state space among the suffixes; generic where there is none.
  public Space space() {
    return suffixes.stream().flatMap(s -> Space.of(s).stream()).findFirst().orElse(Space.GENERIC);
  }

  /// The elements of a vector access: 1, 2 or 4.
  public int lanes() {
    return has("v4") ? 4 : has("v2") ? 2 : 1;
  }

  /// The same with other operands.
  public Instruction withOperands(List<Operand> other) {
    return new Instruction(guard, opcode, suffixes, other, position, source);
  }

  /// The same under another guard.
  public Instruction withGuard(Optional<Guard> other) {
    return new Instruction(other, opcode, suffixes, operands, position, source);
  }

  @Override
  public String toString() {
    return guard.map(g -> g + " ").orElse("")
        + spelling()
        + operands.stream()
            .map(Printer::text)
            .collect(Collectors.joining(", ", operands.isEmpty() ? "" : " ", ";"));
  }
}
