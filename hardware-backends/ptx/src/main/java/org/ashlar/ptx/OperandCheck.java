package org.ashlar.ptx;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compares the operands of an instruction with the rules of a form.
final class OperandCheck {
  private final Map<String, Type> registers;
  private final Instruction instruction;

  OperandCheck(Map<String, Type> registers, Instruction instruction) {
    this.registers = registers;
    this.instruction = instruction;
  }

  /// Whether vectors stand where the form has vectors, which tells forms of one spelling apart.
  static boolean shapes(Form form, Instruction instruction) {
    for (int i = 0; i < form.rules().size(); i++) {
      var rule = form.rules().get(i);
      int lanes = rule.lanes(instruction);
      int given =
          instruction.operands().get(i) instanceof Operand.Vector(var elements)
              ? elements.size()
              : 0;
      boolean single = lanes == 1 && given == 0 && rule.lanes() > 0;
      if (lanes != given && !single) {
        return false;
      }
    }
    return true;
  }

  /// What is wrong with the operands; nothing when they keep the rules.
  Optional<String> problem(Form form) {
    for (int i = 0; i < form.rules().size(); i++) {
      var problem = operand(form.rules().get(i), instruction.operands().get(i));
      if (problem.isPresent()) {
        return Optional.of(
            "operand %d must be %s: %s"
                .formatted(i + 1, form.rules().get(i).expected(instruction), problem.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<String> operand(OperandRule rule, Operand operand) {
    int lanes = rule.lanes(instruction);
    if (operand instanceof Operand.Pair(var first, var second)) {
      if (rule.second() == OperandRule.Second.NONE) {
        return Optional.of("found two results");
      }
      return one(rule, first).or(() -> one(OperandRule.of("q"), second));
    }
    if (rule.second() == OperandRule.Second.NEEDED) {
      return Optional.of("found one result");
    }
    if (operand instanceof Operand.Vector(var elements)) {
      if (lanes != elements.size()) {
        return Optional.of("found a vector of " + elements.size());
      }
      return vector(rule, elements);
    }
    return lanes > 1 ? Optional.of("found " + Printer.text(operand)) : one(rule, operand);
  }

  private Optional<String> vector(OperandRule rule, List<Operand> elements) {
    for (var element : elements) {
      var problem = one(rule, element);
      if (problem.isPresent()) {
        return problem;
      }
    }
    var types =
        elements.stream()
            .flatMap(e ->
                e instanceof Operand.Register(var name)
                    ? java.util.stream.Stream.of(registers.get(name))
                    : java.util.stream.Stream.of())
            .toList();
    boolean alike =
        types.stream()
            .allMatch(t ->
                t.bits() == types.getFirst().bits() && t.isFloat() == types.getFirst().isFloat());
    return alike
        ? Optional.empty()
        : Optional.of(
            "found registers of several kinds: " + types.stream().map(Type::text).toList());
  }

  private Optional<String> one(OperandRule rule, Operand operand) {
    var type = rule.type(instruction);
    boolean fits =
        switch (rule.role()) {
          case WRITTEN, WRITTEN_WIDE, PREDICATE_WRITTEN ->
              operand instanceof Operand.Sink || register(operand, type, rule.role().wide());
          case REGISTER -> register(operand, type, false);
          case VALUE, VALUE_WIDE ->
              register(operand, type, rule.role().wide())
                  || constant(operand, type)
                      && (!(operand instanceof Operand.Whole(long value)) || rule.allows(value));
          case MOVED ->
              register(operand, type, false)
                  || constant(operand, type)
                  || operand instanceof Operand.Special(var name) && special(name, type)
                  || operand instanceof Operand.Symbol && type.bits() >= 32 && !type.isFloat();
          case PREDICATE ->
              register(operand instanceof Operand.Not(var of) ? of : operand, Type.PRED, false);
          case ADDRESS -> operand instanceof Operand.Address(var base, _) && base(base);
          case LABEL -> operand instanceof Operand.Target;
          case CONSTANT -> operand instanceof Operand.Whole(long value) && rule.allows(value);
        };
    return fits ? Optional.empty() : Optional.of("found " + shown(operand));
  }

  /// An address is 64 bits; shared and local ones, parameters and constants may be 32.
  private boolean base(Operand base) {
    return switch (base) {
      case Operand.Register(var name) -> {
        var type = registers.get(name);
        boolean narrow =
            instruction.space() != Space.GLOBAL && instruction.space() != Space.GENERIC || shared();
        yield type != null && !type.isFloat() && (type.bits() == 64 || type.bits() == 32 && narrow);
      }
      case Operand.Symbol _, Operand.Whole _ -> true;
      default -> false;
    };
  }

  /// Matrices are loaded from shared memory whether the spelling says so or not, asynchronous
  /// copies go there.
  private boolean shared() {
    return instruction.opcode().equals("ldmatrix");
  }

  private boolean special(String name, Type type) {
    int bits = SpecialRegisters.bits(name);
    return !type.isFloat()
        && (type.bits() == bits
            || type.bits() == 16 && bits == 32
            || bits == 64 && type.bits() == 32);
  }

  private boolean register(Operand operand, Type type, boolean wide) {
    if (!(operand instanceof Operand.Register(var name))) {
      return false;
    }
    var of = registers.get(name);
    return of != null && fits(of, type, wide);
  }

  /// Whether a register of a type may hold what an instruction says is another type.
  static boolean fits(Type register, Type type, boolean wide) {
    if (register == Type.PRED || type == Type.PRED) {
      return register == type;
    }
    if (wide && register.bits() > type.bits()) {
      return !register.isFloat() && !(type.isFloat() && register.isInteger());
    }
    if (register.bits() != type.bits()) {
      return false;
    }
    if (type.isPair() || register.isPair()) {
      return register == type || register == Type.B32 || type == Type.B32;
    }
    return register.kind() == Type.Kind.BITS
        || type.kind() == Type.Kind.BITS
        || register.isFloat() == type.isFloat() && (!type.isFloat() || register == type);
  }

  private static boolean constant(Operand operand, Type type) {
    return switch (operand) {
      case Operand.Whole(long value) ->
          type == Type.PRED ? value == 0 || value == 1 : !type.isFloat();
      case Operand.Single _ ->
          type == Type.F32
              || type == Type.TF32
              || type == Type.F64
              || type.kind() == Type.Kind.BITS && type.bits() >= 32;
      case Operand.Double _ ->
          type == Type.F32
              || type == Type.F64
              || type.kind() == Type.Kind.BITS && type.bits() >= 32;
      default -> false;
    };
  }

  private String shown(Operand operand) {
    var text = Printer.text(operand);
    return switch (operand) {
      case Operand.Register(var name) when registers.containsKey(name) ->
          text + " of type " + registers.get(name).text();
      case Operand.Address(Operand.Register(var name), _) when registers.containsKey(name) ->
          text + " with a base of type " + registers.get(name).text();
      default -> text;
    };
  }
}
