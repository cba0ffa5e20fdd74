package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads declarations of variables, parameters and registers.
final class Declarations {
  private final Tokens tokens;
  private final Names names;
  private final Constants constants;

  Declarations(Tokens tokens, Names names) {
    this.tokens = tokens;
    this.names = names;
    this.constants = new Constants(tokens);
  }

  /// A whole number that fits an int.
  int count(String what) {
    var position = tokens.peek().position();
    if (tokens.peek().kind() != Token.Kind.NUMBER) {
      throw tokens.error(position, "." + what + ": a number must follow: found " + tokens.found());
    }
    var number = new Constants(new Tokens("", List.of(tokens.next(), end(position)))).whole();
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw tokens.error(
          position, "." + what + ": the number must be below 2147483648: found " + number);
    }
    return (int) number;
  }

  private static Token end(Position position) {
    return new Token(Token.Kind.END, "", position);
  }

  /// Variables of a space, after its name and up to the semicolon.
  List<Variable> variables(Linkage linkage, Space space) {
    var head = head(space);
    var list = new ArrayList<Variable>();
    do {
      list.add(variable(linkage, space, head, true));
    } while (tokens.take(","));
    tokens.need(";", "." + space.text());
    return list;
  }

  /// Parameters in parentheses; none where there are no parentheses.
  List<Variable> parameters() {
    var list = new ArrayList<Variable>();
    if (!tokens.take("(")) {
      return list;
    }
    if (!tokens.at(")")) {
      do {
        var position = tokens.peek().position();
        var name = tokens.dot("space of the parameter");
        var space = Space.of(name).filter(s -> s == Space.PARAM || s == Space.REG);
        if (space.isEmpty()) {
          throw tokens.error(
              position, "." + name + ": a parameter is .param or .reg: it is neither");
        }
        var variable = variable(Linkage.LOCAL, space.get(), head(space.get()), false);
        if (space.get() == Space.REG) {
          names.declare(variable.name(), 0);
        }
        list.add(variable);
      } while (tokens.take(","));
    }
    tokens.need(")", "parameters");
    return list;
  }

  /// Registers, after `.reg`.
  Statement.Registers registers(Position position) {
    var head = head(Space.REG);
    if (head.vector > 1) {
      throw tokens.error(
          position,
          ".reg .v"
              + head.vector
              + ": registers of one value are in the subset: use one register an element");
    }
    var list = new ArrayList<Statement.Names>();
    do {
      var name = tokens.word("name of the register");
      int count = 0;
      if (tokens.take("<")) {
        count = count("reg");
        tokens.need(">", ".reg");
      }
      names.declare(name, count);
      list.add(new Statement.Names(name, count));
    } while (tokens.take(","));
    tokens.need(";", ".reg");
    return new Statement.Registers(head.type, list, position);
  }

  private record Head(int align, int vector, Type type, Optional<Variable.Pointer> pointer) {}

  /// Alignment, vector, type and what a parameter points to, in any order that PTX allows.
  private Head head(Space space) {
    int align = 0;
    int vector = 1;
    Optional<Type> type = Optional.empty();
    Optional<Variable.Pointer> pointer = Optional.empty();
    while (tokens.peek().kind() == Token.Kind.DOT) {
      var token = tokens.next();
      switch (token.text()) {
        case "align" -> align = count("align");
        case "v2" -> vector = 2;
        case "v4" -> vector = 4;
        case "ptr" -> pointer = Optional.of(pointer());
        default -> {
          type = Type.of(token.text());
          if (type.isEmpty()) {
            throw tokens.error(
                token.position(),
                "."
                    + token.text()
                    + ": a variable of space ."
                    + space.text()
                    + " has a fundamental type of the subset: this is none");
          }
        }
      }
    }
    if (type.isEmpty()) {
      throw tokens.error(
          tokens.peek().position(),
          "." + space.text() + ": a type must follow: found " + tokens.found());
    }
    return new Head(align, vector, type.get(), pointer);
  }

  private Variable.Pointer pointer() {
    var space = Space.GENERIC;
    if (tokens.peek().kind() == Token.Kind.DOT) {
      var named = Space.of(tokens.peek().text());
      if (named.isPresent()) {
        tokens.next();
        space = named.get();
      }
    }
    return new Variable.Pointer(space, tokens.takeDot("align") ? count("align") : 0);
  }

  private Variable variable(Linkage linkage, Space space, Head head, boolean initialised) {
    var position = tokens.peek().position();
    var name = tokens.word("name of the variable");
    var sizes = new ArrayList<Long>();
    while (tokens.take("[")) {
      sizes.add(tokens.at("]") ? -1 : constants.whole());
      tokens.need("]", name);
    }
    Optional<Operand> initial = Optional.empty();
    if (initialised && tokens.take("=")) {
      initial = Optional.of(initial());
      // `name[] = {…}` has as many elements as it is given.
      if (!sizes.isEmpty()
          && sizes.getFirst() == -1
          && initial.get() instanceof Operand.Vector(var elements)) {
        sizes.set(0, (long) elements.size());
      }
    }
    return new Variable(
        linkage,
        space,
        head.align,
        head.vector,
        head.type,
        name,
        sizes,
        initial,
        head.pointer,
        position);
  }

  private Operand initial() {
    if (tokens.take("{")) {
      var list = new ArrayList<Operand>();
      if (!tokens.at("}")) {
        do {
          list.add(initial());
        } while (tokens.take(","));
      }
      tokens.need("}", "initial value");
      return new Operand.Vector(list);
    }
    if (tokens.peek().kind() == Token.Kind.WORD && !tokens.peek().text().equals("WARP_SZ")) {
      var name = tokens.word("initial value");
      if (name.equals("generic") && tokens.take("(")) {
        var of = tokens.word("variable");
        tokens.need(")", "generic");
        return new Operand.Generic(of);
      }
      return new Operand.Symbol(name, tokens.take("+") ? constants.whole() : 0);
    }
    return constants.number();
  }
}
