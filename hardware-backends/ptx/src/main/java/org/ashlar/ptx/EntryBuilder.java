package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Writes an entry instruction by instruction, each checked against the table of forms when it is
/// added.
///
/// Registers are named by their type and a number, as `%f3`; labels end in a number. What is added
/// carries the place of the program that `at` said last. Example:
///
/// ```
/// var k = new EntryBuilder("scale").threads(256, 1, 1);
/// var x = k.value("cvta.to.global.u64", k.load(Space.PARAM, Type.U64, k.parameter(Type.U64, "x"), 0));
/// var i = k.value("mov.u32", EntryBuilder.special("%tid.x"));
/// ```
public final class EntryBuilder {
  private static final Map<Type, String> PREFIXES = prefixes();

  private final String name;
  private final List<Variable> parameters = new ArrayList<>();
  private final List<Directive> directives = new ArrayList<>();
  private final List<Variable> variables = new ArrayList<>();
  private final List<Statement> statements = new ArrayList<>();
  private final Map<String, Type> registers = new LinkedHashMap<>();
  private final Map<Type, Integer> counts = new EnumMap<>(Type.class);
  private Optional<Source> source = Optional.empty();
  private Optional<Guard> guard = Optional.empty();
  private int labels;

  /// Begins an entry.
  public EntryBuilder(String name) {
    this.name = name;
  }

  private static Map<Type, String> prefixes() {
    var map = new EnumMap<Type, String>(Type.class);
    map.put(Type.PRED, "%p");
    map.put(Type.B16, "%h");
    map.put(Type.B32, "%r");
    map.put(Type.F32, "%f");
    map.put(Type.B64, "%d");
    map.put(Type.F64, "%g");
    return map;
  }

  /// The threads of a block, which bound the registers that the assembler takes.
  public EntryBuilder threads(int x, int y, int z) {
    directives.add(new Directive("maxntid", List.of(x, y, z)));
    return this;
  }

  /// The blocks that a multiprocessor must hold at once.
  public EntryBuilder blocks(int count) {
    directives.add(new Directive("minnctapersm", List.of(count)));
    return this;
  }

  /// Adds a parameter.
  public Operand.Symbol parameter(Type type, String parameter) {
    parameters.add(Variable.of(Space.PARAM, type, parameter));
    return new Operand.Symbol(parameter, 0);
  }

  /// Adds an array in shared or local memory.
  public Operand.Symbol array(Space space, Type type, String array, long size, int align) {
    variables.add(
        new Variable(
            Linkage.LOCAL,
            space,
            align,
            1,
            type,
            array,
            List.of(size),
            Optional.empty(),
            Optional.empty(),
            Position.NONE));
    return new Operand.Symbol(array, 0);
  }

  /// A new register that holds values of the type: the class of its bits, floats of 32 and 64 bits
  /// apart.
  public Operand.Register register(Type type) {
    var held = held(type);
    int number = counts.merge(held, 1, Integer::sum);
    var register = new Operand.Register(PREFIXES.get(held) + number);
    registers.put(register.name(), held);
    return register;
  }

  private static Type held(Type type) {
    return switch (type) {
      case PRED, F32, F64 -> type;
      default -> type.bits() <= 16 ? Type.B16 : type.bits() <= 32 ? Type.B32 : Type.B64;
    };
  }

  /// What follows comes from this place of the program.
  public EntryBuilder at(Source place) {
    source = Optional.of(place);
    return this;
  }

  /// The next instruction happens only where the predicate holds, or where it does not.
  public EntryBuilder when(Operand.Register predicate, boolean holds) {
    guard = Optional.of(new Guard(predicate.name(), !holds));
    return this;
  }

  /// Adds an instruction; what breaks a rule of its form throws.
  public EntryBuilder add(String spelling, Operand... operands) {
    var bare = Instruction.of(spelling, operands);
    var instruction =
        new Instruction(
            guard, bare.opcode(), bare.suffixes(), bare.operands(), Position.NONE, source);
    guard = Optional.empty();
    check(instruction);
    statements.add(instruction);
    return this;
  }

  /// Adds an instruction that writes a new register and returns that.
  public Operand.Register value(String spelling, Operand... sources) {
    var operands = new ArrayList<Operand>();
    operands.add(new Operand.Sink());
    operands.addAll(List.of(sources));
    var instruction = Instruction.of(spelling).withOperands(operands);
    var form = Forms.standard().find(instruction);
    if (form.isEmpty() || !form.get().rules().getFirst().role().written()) {
      throw new IllegalArgumentException(
          spelling + ": it must be a form of the subset that writes its first operand: it is not");
    }
    var result = register(form.get().type(instruction, 0));
    operands.set(0, result);
    add(spelling, operands.toArray(Operand[]::new));
    return result;
  }

  /// Reads a value from memory, bytes behind a register or variable.
  public Operand.Register load(Space space, Type type, Operand base, long offset) {
    return value("ld" + dotted(space) + "." + type.text(), new Operand.Address(base, offset));
  }

  /// Writes a value to memory.
  public EntryBuilder store(Space space, Type type, Operand base, long offset, Operand value) {
    var lanes = value instanceof Operand.Vector(var elements) ? ".v" + elements.size() : "";
    return add(
        "st" + dotted(space) + lanes + "." + type.text(), new Operand.Address(base, offset), value);
  }

  private static String dotted(Space space) {
    return space == Space.GENERIC ? "" : "." + space.text();
  }

  /// A new label, to be placed once.
  public Operand.Target label(String what) {
    return new Operand.Target("$" + what + "_" + labels++);
  }

  /// Puts a label before what is added next.
  public EntryBuilder place(Operand.Target label) {
    statements.add(new Statement.Label(label.label(), Position.NONE));
    return this;
  }

  /// Puts the label of a loop, which the assembler must leave as it is.
  public EntryBuilder loop(Operand.Target label) {
    statements.add(new Statement.Pragma("nounroll", Position.NONE));
    return place(label);
  }

  /// A special register, as `%tid.x`.
  public static Operand special(String of) {
    return new Operand.Special(of);
  }

  /// A whole number.
  public static Operand number(long value) {
    return new Operand.Whole(value);
  }

  /// A float of 32 bits.
  public static Operand number(float value) {
    return new Operand.Single(Float.floatToRawIntBits(value));
  }

  /// A float of 64 bits.
  public static Operand number(double value) {
    return new Operand.Double(Double.doubleToRawLongBits(value));
  }

  /// Several operands as one.
  public static Operand vector(Operand... elements) {
    return new Operand.Vector(List.of(elements));
  }

  private void check(Instruction instruction) {
    var form = Forms.standard().find(instruction);
    var problem =
        form.isEmpty()
            ? Optional.of(
                "it must be a form of the subset with "
                    + instruction.operands().size()
                    + " operands: it is not")
            : new OperandCheck(registers, instruction).problem(form.get());
    problem.ifPresent(p -> {
      throw new IllegalArgumentException(instruction.spelling() + ": " + p + ", in " + instruction);
    });
  }

  /// The entry, with a return at its end.
  public Routine build() {
    var body = new ArrayList<Statement>();
    var counted = new TreeMap<String, Statement>();
    counts.forEach((type, count) -> {
      var prefix = Objects.requireNonNull(PREFIXES.get(type));
      counted.put(
          prefix,
          new Statement.Registers(
              type, List.of(new Statement.Names(prefix, count + 1)), Position.NONE));
    });
    body.addAll(counted.values());
    variables.forEach(v -> body.add(new Statement.Declaration(v)));
    body.addAll(statements);
    body.add(Instruction.of("ret"));
    return new Routine(
        Linkage.VISIBLE,
        true,
        name,
        List.of(),
        parameters,
        directives,
        Optional.of(body),
        Position.NONE);
  }
}
