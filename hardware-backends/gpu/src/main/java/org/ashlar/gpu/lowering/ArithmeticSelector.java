package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Chooses operations for what computes, sums and logic left to classes of their own.
///
/// One switch over the opcodes with what each of them needs beside it, hence its length.
final class ArithmeticSelector {
  private static final List<String> RECIPROCAL =
      List.of("I2F", "MUFU", "IADD3", "F2I", "IMAD", "IMAD", "IMAD.HI");
  private static final List<String> RECIPROCAL_SIGNED =
      List.of(
          "IABS", "I2F", "MUFU", "IADD3", "F2I", "IADD3", "IMAD", "MOV", "IMAD.HI", "IABS", "LOP3",
          "ISETP");

  private static final List<String> SERIAL = List.of("I2F", "MUFU", "F2I");

  private final Map<String, Integer> divisors = new HashMap<>();
  private final Selector selector;

  private final Sums sums;
  private final Logic logic;

  ArithmeticSelector(Selector selector) {
    this.selector = selector;
    this.sums = new Sums(selector);
    this.logic = new Logic(selector);
  }

  void select(int index, Instruction instruction) {
    if (narrowProduct(instruction)) {
      selector.result(
          index,
          "IMAD.WIDE",
          widened(instruction, 1),
          widened(instruction, 2),
          instruction.operands().size() > 3 ? value(instruction, 3) : new Value.Constant(0));
      return;
    }
    if ((instruction.opcode().equals("div") || instruction.opcode().equals("rem"))
        && Selector.whole(instruction, 32)) {
      divide(index, instruction);
      return;
    }
    var recipe = Recipe.of(instruction);
    if (recipe.isPresent()) {
      recipe(index, instruction, recipe.get());
      return;
    }
    switch (instruction.opcode()) {
      case "mov" -> move(index, instruction);
      case "cvta" -> selector.alias(index, value(instruction, 1));
      case "cvt" -> convert(index, instruction);
      case "add", "sub" -> {
        if (Selector.whole(instruction, 64) && !instruction.has("cc")) {
          sums.wideSum(index, instruction);
        } else if (Selector.whole(instruction, 32)
            && !instruction.has("cc")
            && !instruction.has("sat")) {
          sums.sum(index, instruction);
        } else {
          simple(
              index,
              instruction,
              name(instruction, "IADD3", "FADD", "DADD", "HADD2"),
              instruction.has("sat") && !instruction.type().isFloat() ? 5 : words(instruction));
        }
      }
      case "and", "or", "xor", "not" -> logic.select(index, instruction);
      case "setp" -> compare(index, instruction);
      case "neg", "abs" -> {
        if (instruction.type().isFloat() && absorbed(index)) {
          selector.alias(index, value(instruction, 1));
        } else {
          simple(
              index,
              instruction,
              name(instruction, "IADD3", "FADD", "DADD", "HADD2"),
              words(instruction));
        }
      }
      case "shr" -> {
        if (instruction.type().bits() == 64
            && value(instruction, 2) instanceof Value.Constant(long by)
            && by >= 32
            && !instruction.type().isSigned()) {
          if (by == 32) {
            selector.alias(index, value(instruction, 1));
          } else {
            simple(index, instruction, "SHF", 1);
          }
        } else {
          simple(index, instruction, "SHF", words(instruction));
        }
      }
      case "bfe" -> simple(index, instruction, "SHF", extract(instruction));
      case "bfi" ->
          simple(
              index,
              instruction,
              "LOP3",
              instruction.type().bits() == 64 ? 5 : constants(instruction, 3, 4) ? 2 : 6);
      default -> simple(index, instruction, name(instruction), count(instruction));
    }
  }

  private Value value(Instruction instruction, int operand) {
    return selector.value(instruction, operand);
  }

  /// Quotients and rests of 32 bits: a reciprocal of each divisor, products and corrections of each
  /// dividend.
  private void divide(int index, Instruction instruction) {
    boolean signed = instruction.type() == Type.S32;
    var divisor = value(instruction, 2);
    boolean number = divisor instanceof Value.Constant;
    // What every dividend of a number shares is computed once, and what a quotient shares with its
    // rest; what follows waits
    // for each other.
    var reciprocal =
        "reciprocal "
            + signed
            + divisor
            + (number
                ? ""
                : constant(value(instruction, 1)) && constant(divisor)
                    ? value(instruction, 1)
                    : " at " + index);
    boolean first = !divisors.containsKey(reciprocal);
    int register = divisors.computeIfAbsent(reciprocal, _ -> selector.fresh());
    boolean quotient = instruction.opcode().equals("div");
    int steps =
        signed
            ? number ? quotient ? 11 : 9 : quotient ? 17 : 14
            : number ? quotient ? 7 : 6 : quotient ? 10 : 9;
    if (first) {
      for (var name : signed ? RECIPROCAL_SIGNED : RECIPROCAL) {
        var op = selector.add(index, name, divisor);
        if (SERIAL.contains(name)) {
          op.sources.add(register);
          op.results.add(register);
        }
      }
    }
    for (int i = 0; i < steps; i++) {
      var name = i == 0 ? "IMAD.HI" : i % 2 == 0 ? "IMAD" : "ISETP";
      var op = selector.result(index, name, value(instruction, 1));
      op.sources.add(register);
      if (i > 0) {
        op.sources.addAll(op.results);
      }
    }
  }

  /// Whether a value is never another.
  private boolean constant(Value value) {
    return !(value instanceof Value.Register(int number)) || selector.values.maker(number) >= 0;
  }

  /// Whether a product of 64 bits has factors of 32, which are widened for it.
  private boolean narrowProduct(Instruction instruction) {
    boolean product = instruction.opcode().equals("mul") || instruction.opcode().equals("mad");
    return product
        && Selector.whole(instruction, 64)
        && instruction.has("lo")
        && narrow(value(instruction, 1))
        && narrow(value(instruction, 2))
        && (wide(value(instruction, 1)) || wide(value(instruction, 2)));
  }

  private boolean narrow(Value value) {
    return value instanceof Value.Constant(long bits)
        ? bits >>> 32 == 0 || bits >> 31 == -1
        : wide(value);
  }

  private boolean wide(Value value) {
    return selector
            .maker(value, "cvt")
            .filter(c -> c.type().bits() == 32 && c.types().getFirst().bits() == 64)
            .isPresent()
        || selector
            .maker(value, "and")
            .filter(a -> value(a, 2) instanceof Value.Constant(long mask) && mask >>> 32 == 0)
            .isPresent();
  }

  private Value widened(Instruction instruction, int operand) {
    var value = value(instruction, operand);
    return selector
        .maker(value, "cvt", "and")
        .filter(_ -> wide(value))
        .map(c -> value(c, 1))
        .orElse(value);
  }

  private static int words(Instruction instruction) {
    return instruction.type().bits() == 64 && !instruction.type().isFloat() ? 2 : 1;
  }

  private static String name(
      Instruction instruction, String whole, String single, String wide, String half) {
    var type = instruction.type();
    return switch (type) {
      case F32, TF32 -> single;
      case F64 -> wide;
      case F16, BF16, F16X2, BF16X2 -> half;
      default -> whole;
    };
  }

  private static String name(Instruction instruction) {
    return switch (instruction.opcode()) {
      case "mul" ->
          instruction.has("wide")
              ? "IMAD.WIDE"
              : instruction.has("hi")
                  ? "IMAD.HI"
                  : name(instruction, "IMAD", "FMUL", "DMUL", "HMUL2");
      case "mad", "fma" ->
          instruction.has("wide")
              ? "IMAD.WIDE"
              : instruction.has("hi")
                  ? "IMAD.HI"
                  : name(instruction, "IMAD", "FFMA", "DFMA", "HFMA2");
      case "min", "max" -> name(instruction, "IMNMX", "FMNMX", "DSETP", "HMNMX2");
      case "selp" -> name(instruction, "SEL", "FSEL", "FSEL", "SEL");
      case "shl", "shr", "shf" -> "SHF";
      case "popc" -> "POPC";
      case "brev" -> "BREV";
      case "bfind" -> "FLO";
      case "prmt" -> "PRMT";
      case "shfl" -> "SHFL";
      case "vote", "activemask" -> "VOTE";
      case "redux" -> "REDUX";
      case "match" -> "MATCH";
      case "dp4a", "dp2a", "madc" -> "IMAD";
      case "copysign" -> "LOP3";
      default -> "IADD3";
    };
  }

  private static int count(Instruction instruction) {
    return switch (instruction.opcode()) {
      case "selp" -> instruction.type().bits() == 64 ? 2 : 1;
      case "shl", "shr", "brev" -> instruction.type().bits() == 64 ? 2 : 1;
      case "addc", "subc", "madc" -> instruction.type().bits() == 64 ? 2 : 1;
      case "mad" -> instruction.has("hi") ? 2 : 1;
      case "redux" -> 2;
      case "slct", "cnot" -> 2;
      case "copysign" -> instruction.type() == Type.F64 ? 2 : 1;
      default -> 1;
    };
  }

  /// One operation, or as many in a row, that read the operands and write the results.
  private void simple(int index, Instruction instruction, String name, int count) {
    var sources = sources(instruction);
    boolean exchange = instruction.opcode().equals("shfl");
    for (int i = 0; i < count; i++) {
      var op =
          exchange
              ? selector.result(index, name, sources[0], register(sources[1]))
              : selector.result(index, name, sources);
      op.floats = i == 0 ? floats(instruction) : 0;
    }
  }

  /// Lanes to read from may be numbers, whatever else is.
  private static Value register(Value value) {
    return value instanceof Value.Constant ? new Value.Constant(0) : value;
  }

  private Value[] sources(Instruction instruction) {
    return instruction.operands().stream()
        .skip(1)
        .flatMap(o ->
            o instanceof Operand.Vector(var elements)
                ? elements.stream()
                : java.util.stream.Stream.of(o))
        .map(selector.values::of)
        .toArray(Value[]::new);
  }

  static int floats(Instruction instruction) {
    var type = instruction.type();
    if (!type.isFloat()) {
      return 0;
    }
    int each = type.isPair() ? 2 : 1;
    return switch (instruction.opcode()) {
      case "fma", "mad" -> 2 * each;
      case "add",
          "sub",
          "mul",
          "min",
          "max",
          "div",
          "sqrt",
          "rsqrt",
          "rcp",
          "ex2",
          "lg2",
          "sin",
          "cos",
          "tanh" ->
          each;
      default -> 0;
    };
  }

  private void recipe(int index, Instruction instruction, Recipe recipe) {
    var sources = sources(instruction);
    Op last = null;
    var names = new ArrayList<>(recipe.inline());
    names.addAll(java.util.Collections.nCopies(recipe.routine(), "IMAD"));
    for (var name : names) {
      if (name.startsWith("~")) {
        selector.add(index, name.substring(1), sources);
        continue;
      }
      var op =
          last == null
              ? selector.add(index, name, sources)
              : selector.add(index, name, new Value[0]);
      for (int register : selector.values.liveness.writes(index)) {
        if (last != null) {
          op.sources.add(register);
        }
        op.results.add(register);
      }
      last = op;
    }
    if (last != null) {
      last.floats = floats(instruction);
    }
    selector.slow.merge(recipe.kind(), recipe.slow(), Math::max);
    if (recipe.routine() > 0) {
      // The text holds the subroutine once; it is run at every call.
      selector.slow.merge("-" + recipe.kind(), -recipe.routine(), Integer::sum);
      selector.slow.put("+" + recipe.kind(), recipe.routine());
    }
  }

  private void move(int index, Instruction instruction) {
    var to = instruction.operands().get(0);
    var from = instruction.operands().get(1);
    if (to instanceof Operand.Vector(var elements)) {
      unpack(index, elements, selector.values.of(from));
    } else if (from instanceof Operand.Vector(var elements)) {
      if (elements.size() == 2 && instruction.type().bits() == 64) {
        selector.alias(index, selector.values.of(elements.getFirst()));
        selector.values.of(elements.get(1));
        if (selector.values.of(elements.get(1)) instanceof Value.Register(int number)) {
          selector.need(number);
        }
      } else {
        for (int i = 1; i < elements.size(); i++) {
          selector.result(
              index,
              "PRMT",
              selector.values.of(elements.get(0)),
              selector.values.of(elements.get(i)));
        }
      }
    } else if (selector.values.coalesced(index)) {
      selector.alias(
          index, new Value.Register(selector.values.number(((Operand.Register) from).name())));
    } else {
      var value = selector.values.before(from, index);
      if (value instanceof Value.Special) {
        selector.alias(index, value);
        return;
      }
      int count = instruction.type().bits() == 64 && !value.is(0) ? 2 : 1;
      for (int i = 0; i < count; i++) {
        selector.result(index, value.is(0) ? "CS2R" : "MOV", value);
      }
    }
  }

  private void unpack(int index, List<Operand> elements, Value from) {
    boolean halves =
        selector.values.type(selector.values.number(name(elements.getFirst()))).bits() == 16;
    if (!halves) {
      selector.alias(index, from);
      return;
    }
    // The low half is where it is; others are moved down when they are read.
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof Operand.Register(var name)) {
        int number = selector.values.number(name);
        if (i % 2 == 1 && selector.needed(number)) {
          selector.add(index, "PRMT", from).results.add(number);
        } else if (from instanceof Value.Register(int source)) {
          selector.aliases.put(number, selector.need(source));
        }
      }
    }
  }

  private static String name(Operand operand) {
    return ((Operand.Register) operand).name();
  }

  private void convert(int index, Instruction instruction) {
    var types = instruction.types();
    var to = types.getFirst();
    var from = types.getLast();
    var source = value(instruction, 1);
    if (!to.isFloat() && !from.isFloat()) {
      if (instruction.has("sat")) {
        simple(index, instruction, "IMNMX", to.bits() == 8 ? 1 : 2);
      } else if (to.bits() == 64 && from.bits() == 32 && !from.isSigned()
          || to.bits() >= 16 && to.bits() <= from.bits()) {
        selector.alias(index, source);
      } else {
        simple(index, instruction, from.isSigned() ? "PRMT" : "LOP3", 1);
      }
    } else if (!to.isFloat() && rounded(source).isPresent()) {
      // Rounding to a whole number is part of the conversion.
      selector.result(index, "F2I", selector.value(rounded(source).get(), 1));
    } else if (to == Type.TF32) {
      simple(index, instruction, "LOP3", 3);
    } else if (to.bits() == 16 || to.isPair()) {
      simple(index, instruction, from.isFloat() && from != Type.F64 ? "F2FP" : "F2F", 1);
    } else if (from.bits() == 16 && from.isFloat() && to == Type.F32) {
      simple(index, instruction, "HADD2", 1);
    } else {
      simple(
          index,
          instruction,
          !to.isFloat() ? "F2I" : !from.isFloat() ? "I2F" : to == from ? "FRND" : "F2F",
          1);
    }
  }

  private Optional<Instruction> rounded(Value source) {
    return selector
        .maker(source, "cvt")
        .filter(c ->
            selector.once(source)
                && c.types().getFirst() == Type.F32
                && c.types().getLast() == Type.F32
                && !c.has("sat"));
  }

  private void compare(int index, Instruction instruction) {
    var type = instruction.type();
    var a = value(instruction, 1);
    var b = value(instruction, 2);
    var inner = selector.maker(a, "and", "or", "xor");
    if (type.bits() == 32
        && !type.isFloat()
        && b.is(0)
        && inner.isPresent()
        && selector.once(a)
        && (instruction.has("eq") || instruction.has("ne"))) {
      selector.result(index, "LOP3", logic.leaves(inner.get()).toArray(Value[]::new));
      return;
    }
    simple(
        index,
        instruction,
        name(instruction, "ISETP", "FSETP", "DSETP", "HSETP2"),
        type.bits() == 64 && !type.isFloat() ? 2 : 1);
  }

  /// Whether every reader of a sign's change makes it itself.
  private boolean absorbed(int index) {
    int register = selector.values.liveness.writes(index)[0];
    if (selector.values.maker(register) < 0) {
      return false;
    }
    for (var reader : selector.values.code) {
      if (selector.values.reads(reader).contains(register)
          && !(reader.type().isFloat()
              && List.of(
                      "add", "sub", "mul", "fma", "mad", "min", "max", "setp", "cvt", "ex2", "rcp",
                      "neg", "abs")
                  .contains(reader.opcode()))) {
        return false;
      }
    }
    return true;
  }

  private boolean constants(Instruction instruction, int first, int second) {
    return value(instruction, first) instanceof Value.Constant
        && value(instruction, second) instanceof Value.Constant;
  }

  private int extract(Instruction instruction) {
    int words = instruction.type().bits() == 64 ? 1 : 0;
    if (value(instruction, 2) instanceof Value.Constant(long from)
        && value(instruction, 3) instanceof Value.Constant(long length)) {
      boolean bytes = from % 8 == 0 && (length == 8 || length == 16 && from % 16 == 0);
      return words + (bytes || from == 0 || from + length == 32 ? 1 : 2);
    }
    return 5 + words;
  }
}
