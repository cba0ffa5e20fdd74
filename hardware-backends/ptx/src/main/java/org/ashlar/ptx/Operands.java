package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.List;

/// Reads the operands of an instruction.
final class Operands {
  private final Tokens tokens;
  private final Constants constants;
  private final Names names;

  Operands(Tokens tokens, Names names) {
    this.tokens = tokens;
    this.constants = new Constants(tokens);
    this.names = names;
  }

  /// All operands up to the semicolon, which is taken.
  List<Operand> read(String opcode) {
    var list = new ArrayList<Operand>();
    if (!tokens.at(";")) {
      do {
        list.add(operand(opcode));
      } while (tokens.take(","));
    }
    tokens.need(";", opcode);
    return list;
  }

  private Operand operand(String opcode) {
    if (tokens.at("{")) {
      return new Operand.Vector(list(opcode, "}"));
    }
    if (tokens.at("[")) {
      return address(opcode);
    }
    if (tokens.at("(") && opcode.equals("call")) {
      return new Operand.Arguments(list(opcode, ")"));
    }
    if (tokens.take("!")) {
      return new Operand.Not(named(opcode));
    }
    if (tokens.peek().kind() == Token.Kind.WORD && !tokens.peek().text().equals("WARP_SZ")) {
      var first = named(opcode);
      boolean result = first instanceof Operand.Register || first instanceof Operand.Sink;
      return result && tokens.take("|") ? new Operand.Pair(first, named(opcode)) : first;
    }
    if (constants.begins() || tokens.peek().kind() == Token.Kind.WORD) {
      return constants.number();
    }
    throw tokens.error(
        tokens.peek().position(), opcode + ": an operand must follow: found " + tokens.found());
  }

  private List<Operand> list(String opcode, String end) {
    tokens.next();
    var list = new ArrayList<Operand>();
    if (!tokens.at(end)) {
      do {
        list.add(operand(opcode));
      } while (tokens.take(","));
    }
    tokens.need(end, opcode);
    return list;
  }

  /// A register, a special register, a label or a variable with an offset.
  private Operand named(String opcode) {
    var position = tokens.peek().position();
    var name = tokens.word("name");
    if (name.equals("_")) {
      return new Operand.Sink();
    }
    if (names.isRegister(name)) {
      if (tokens.peek().kind() == Token.Kind.DOT) {
        throw tokens.error(
            position,
            name
                + "."
                + tokens.peek().text()
                + ": registers of one value are in the subset: this is an element of a vector"
                + " register");
      }
      return new Operand.Register(name);
    }
    if (name.startsWith("%")) {
      return special(name, position);
    }
    if (opcode.startsWith("bra") || opcode.startsWith("brx")) {
      return new Operand.Target(name);
    }
    return new Operand.Symbol(name, offset());
  }

  private Operand special(String name, Position position) {
    if (SpecialRegisters.isVector(name)) {
      var full = name + "." + tokens.dot("element x, y or z of " + name);
      if (!SpecialRegisters.isSpecial(full)) {
        throw tokens.error(position, full + ": elements are x, y and z: this is another");
      }
      return new Operand.Special(full);
    }
    if (!SpecialRegisters.isSpecial(name)) {
      throw tokens.error(
          position,
          name
              + ": a register must be declared before it is used: it is not, and no special"
              + " register of the subset has this name");
    }
    return new Operand.Special(name);
  }

  private long offset() {
    long sum = 0;
    while (tokens.at("+") || tokens.at("-")) {
      sum += tokens.next().is("+") ? constants.term() : -constants.term();
    }
    return sum;
  }

  private Operand address(String opcode) {
    tokens.next();
    Operand base;
    if (tokens.peek().kind() == Token.Kind.WORD) {
      base = named("address");
      // The offset belongs to the address, not to the symbol.
      if (base instanceof Operand.Symbol symbol) {
        tokens.need("]", opcode);
        return new Operand.Address(new Operand.Symbol(symbol.name(), 0), symbol.offset());
      }
    } else {
      base = new Operand.Whole(constants.whole());
    }
    long offset = offset();
    if (tokens.at(",")) {
      throw tokens.error(
          tokens.peek().position(),
          opcode
              + ": textures and tensors in memory are outside the subset: an address of several"
              + " parts");
    }
    tokens.need("]", opcode);
    return new Operand.Address(base, offset);
  }
}
