package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random well-typed instructions, drawn from the table of forms.
final class RandomText {
  /// The registers there are: of each type eight, of predicates too.
  private static final List<Type> REGISTERS =
      List.of(
          Type.PRED, Type.B16, Type.U16, Type.S16, Type.B32, Type.U32, Type.S32, Type.F32, Type.B64,
          Type.U64, Type.S64, Type.F64);

  private final Random random;

  RandomText(long seed) {
    random = new Random(seed);
  }

  /// A text with one entry that holds the instructions, one a line, behind a fixed head.
  static String text(String target, List<Instruction> instructions) {
    var out = new StringBuilder(".version 8.0\n.target " + target + "\n.address_size 64\n");
    for (var space : List.of("global", "const", "shared")) {
      out.append(".").append(space).append(" .align 128 .b8 ").append(space).append("s[4096];\n");
    }
    out.append(".visible .entry k(.param .align 8 .b8 params[256])\n.maxntid 256, 1, 1\n{\n");
    out.append(".local .align 128 .b8 locals[4096];\n");
    for (var type : REGISTERS) {
      out.append(".reg .").append(type.text()).append(" ").append(prefix(type)).append("<8>;\n");
    }
    for (var instruction : instructions) {
      out.append(instruction).append('\n');
    }
    return out.append("L:\nret;\n}\n").toString();
  }

  /// The line of the first instruction.
  static int firstLine() {
    return 11 + REGISTERS.size();
  }

  private static String prefix(Type type) {
    return "%" + type.text() + "_";
  }

  /// An instruction of a form, every choice drawn.
  Instruction draw(Form form) {
    var suffixes = new ArrayList<String>();
    for (var part : form.parts()) {
      if (!part.optional() || random.nextBoolean()) {
        suffixes.add(part.words().get(random.nextInt(part.words().size())));
      }
    }
    return fill(form, Instruction.of(String.join(".", suffixes)));
  }

  /// The same with operands.
  Instruction fill(Form form, Instruction bare) {
    var operands = new ArrayList<Operand>();
    boolean second = bare.opcode().equals("cp");
    for (int i = 0; i < form.rules().size(); i++) {
      operands.add(operand(form.rules().get(i), bare, i, second));
    }
    return bare.withOperands(operands);
  }

  private Operand operand(OperandRule rule, Instruction bare, int index, boolean copy) {
    int lanes = rule.lanes(bare);
    if (lanes > 0) {
      // All elements are of one type.
      var name = register(rule.type(bare), rule.role().wide(), 0).name();
      var elements = new ArrayList<Operand>();
      for (int i = 0; i < lanes; i++) {
        elements.add(new Operand.Register(name.substring(0, name.length() - 1) + i));
      }
      return new Operand.Vector(elements);
    }
    var first = one(rule, bare, index, copy);
    return switch (rule.second()) {
      case NONE -> first;
      case ALLOWED ->
          random.nextBoolean() ? first : new Operand.Pair(first, new Operand.Register("%pred_3"));
      case NEEDED -> new Operand.Pair(first, new Operand.Register("%pred_3"));
    };
  }

  private Operand one(OperandRule rule, Instruction bare, int index, boolean copy) {
    var type = rule.type(bare);
    return switch (rule.role()) {
      case WRITTEN, WRITTEN_WIDE -> register(type, rule.role().wide(), 0);
      case PREDICATE_WRITTEN -> register(Type.PRED, false, 0);
      case REGISTER -> register(type, false, random.nextInt(4));
      case VALUE, VALUE_WIDE ->
          random.nextInt(4) == 0 && type != Type.PRED
              ? rule.values().isEmpty() ? constant(type, bare) : new Operand.Whole(within(rule))
              : register(type, rule.role().wide(), random.nextInt(4));
      case MOVED ->
          bare.opcode().equals("cvta")
              ? register(type, false, 1)
              : switch (random.nextInt(3)) {
                case 0 -> register(type, false, random.nextInt(4));
                case 1 -> constant(type, bare);
                default ->
                    type.bits() == 32 && !type.isFloat()
                        ? new Operand.Special("%tid.y")
                        : type.bits() == 64 && !type.isFloat()
                            ? new Operand.Symbol("globals", 8)
                            : register(type, false, 1);
              };
      case PREDICATE ->
          random.nextBoolean()
              ? register(Type.PRED, false, 1)
              : new Operand.Not(register(Type.PRED, false, 2));
      case ADDRESS ->
          address(bare, copy ? (index == 0 ? Space.SHARED : Space.GLOBAL) : bare.space());
      case LABEL -> new Operand.Target("L");
      case CONSTANT -> new Operand.Whole(within(rule));
    };
  }

  /// The least that the rule allows, which every other rule allows too.
  private static long within(OperandRule rule) {
    return Long.parseLong(rule.values().split("/|\\.\\.")[0]);
  }

  private Operand address(Instruction bare, Space space) {
    boolean matrix = bare.opcode().equals("ldmatrix");
    return switch (matrix ? Space.SHARED : space) {
      case PARAM -> new Operand.Address(new Operand.Symbol("params", 0), 16L * random.nextInt(8));
      case SHARED ->
          new Operand.Address(
              random.nextBoolean()
                  ? new Operand.Symbol("shareds", 0)
                  : new Operand.Register("%u32_1"),
              128L * random.nextInt(8));
      case CONST -> new Operand.Address(new Operand.Symbol("consts", 0), 128);
      case LOCAL -> new Operand.Address(new Operand.Symbol("locals", 0), 128);
      case GLOBAL, GENERIC, REG ->
          new Operand.Address(new Operand.Register("%b64_1"), 128L * random.nextInt(8) - 256);
    };
  }

  private Operand constant(Type type, Instruction bare) {
    if (bare.opcode().equals("wmma")) {
      return new Operand.Whole(16);
    }
    return switch (type) {
      case F32, TF32 -> new Operand.Single(Float.floatToIntBits(random.nextFloat()));
      case F64 -> new Operand.Double(Double.doubleToLongBits(random.nextDouble()));
      default ->
          new Operand.Whole(
              type.kind() == Type.Kind.SIGNED
                  ? random.nextInt(200) - 100
                  : 1 + random.nextInt(100));
    };
  }

  /// A register that the type may use: of its own type or of its bits; where wider ones may stand,
  /// also those.
  private Operand.Register register(Type type, boolean wide, int number) {
    var fitting = REGISTERS.stream().filter(r -> OperandCheck.fits(r, type, wide)).toList();
    return new Operand.Register(prefix(fitting.get(random.nextInt(fitting.size()))) + number);
  }
}
