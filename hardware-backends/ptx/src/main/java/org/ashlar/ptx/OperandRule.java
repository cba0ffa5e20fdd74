package org.ashlar.ptx;

import java.util.Arrays;
import java.util.List;

/// What a form of an instruction allows as one of its operands; a word of the table, as `d|q?` or
/// `r{4}:b32`.
///
/// @param role whether it is written or read and what may stand there
/// @param lanes the elements of a vector; 0 for no vector, -1 for as many as the spelling says
/// @param type the name of a type, `w` for twice the bits, a digit for one of the spelling's types,
///   empty for its last
/// @param second whether a predicate may or must follow as a second result
/// @param values what a constant may be; empty for all
record OperandRule(Role role, int lanes, String type, Second second, String values) {

  /// The letters of the table.
  enum Role {
    WRITTEN('d'),
    WRITTEN_WIDE('D'),
    PREDICATE_WRITTEN('q'),
    VALUE('s'),
    VALUE_WIDE('S'),
    REGISTER('r'),
    PREDICATE('p'),
    MOVED('x'),
    ADDRESS('m'),
    LABEL('l'),
    CONSTANT('c');

    private final char letter;

    Role(char letter) {
      this.letter = letter;
    }

    /// Whether the instruction writes it.
    boolean written() {
      return this == WRITTEN || this == WRITTEN_WIDE || this == PREDICATE_WRITTEN;
    }

    /// Whether the register may be wider than the type.
    boolean wide() {
      return this == WRITTEN_WIDE || this == VALUE_WIDE;
    }
  }

  /// Whether there is a second result.
  enum Second {
    NONE,
    ALLOWED,
    NEEDED
  }

  static OperandRule of(String word) {
    var role =
        Arrays.stream(Role.values())
            .filter(r -> r.letter == word.charAt(0))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "operand " + word + ": its letter must be one of the table's: it is not"));
    var rest = word.substring(1);
    var second = Second.NONE;
    if (rest.endsWith("|q?")) {
      second = Second.ALLOWED;
      rest = rest.substring(0, rest.length() - 3);
    } else if (rest.endsWith("|q")) {
      second = Second.NEEDED;
      rest = rest.substring(0, rest.length() - 2);
    }
    int lanes = 0;
    if (rest.startsWith("{")) {
      int end = rest.indexOf('}');
      lanes = end == 1 ? -1 : Integer.parseInt(rest.substring(1, end));
      rest = rest.substring(end + 1);
    }
    int equals = rest.indexOf('=');
    var values = equals < 0 ? "" : rest.substring(equals + 1);
    var type = equals < 0 ? rest : rest.substring(0, equals);
    return new OperandRule(
        role, lanes, type.startsWith(":") ? type.substring(1) : "", second, values);
  }

  /// The type of the operand in an instruction.
  Type type(Instruction instruction) {
    if (role == Role.PREDICATE || role == Role.PREDICATE_WRITTEN) {
      return Type.PRED;
    }
    var types = instruction.types();
    if (type.isEmpty()) {
      return instruction.type();
    }
    if (Character.isDigit(type.charAt(0))) {
      return types.get(type.charAt(0) - '0');
    }
    if (type.equals("w")) {
      var last = instruction.type();
      return Type.of(last.text().charAt(0) + String.valueOf(last.bits() * 2)).orElseThrow();
    }
    return Type.of(type).orElseThrow();
  }

  /// The elements that a vector must have in an instruction; 0 for no vector.
  int lanes(Instruction instruction) {
    return lanes < 0 ? instruction.lanes() : lanes;
  }

  /// Whether a constant may have the value.
  boolean allows(long value) {
    if (values.isEmpty()) {
      return true;
    }
    int range = values.indexOf("..");
    if (range > 0) {
      return value >= Long.parseLong(values.substring(0, range))
          && value <= Long.parseLong(values.substring(range + 2));
    }
    return List.of(values.split("/")).contains(String.valueOf(value));
  }

  /// What must stand there, in words, for messages.
  String expected(Instruction instruction) {
    int count = lanes(instruction);
    var one =
        switch (role) {
          case WRITTEN -> "a register of type " + type(instruction).text();
          case WRITTEN_WIDE ->
              "a register of at least "
                  + type(instruction).bits()
                  + " bits for "
                  + type(instruction).text();
          case PREDICATE_WRITTEN -> "a predicate register";
          case VALUE -> "a register or constant of type " + type(instruction).text() + range();
          case VALUE_WIDE ->
              "a register of at least "
                  + type(instruction).bits()
                  + " bits or a constant for "
                  + type(instruction).text();
          case REGISTER -> "a register of type " + type(instruction).text();
          case PREDICATE -> "a predicate register or its opposite";
          case MOVED ->
              "a register, special register, constant or variable of type "
                  + type(instruction).text();
          case ADDRESS -> "an address in brackets";
          case LABEL -> "a label";
          case CONSTANT -> "a constant" + range();
        };
    return (count > 0 ? "a vector of " + count + ", each " : "")
        + one
        + (second == Second.NEEDED ? " and a predicate register as second result" : "");
  }

  private String range() {
    return values.isEmpty() ? "" : ", constants " + values.replace("..", " to ").replace("/", ", ");
  }
}
