package org.ashlar.gpu.timing;

import static org.ashlar.gpu.timing.Unit.ALU;
import static org.ashlar.gpu.timing.Unit.CONVERT;
import static org.ashlar.gpu.timing.Unit.DOUBLE;
import static org.ashlar.gpu.timing.Unit.FMA;
import static org.ashlar.gpu.timing.Unit.HALF;
import static org.ashlar.gpu.timing.Unit.IMAD;
import static org.ashlar.gpu.timing.Unit.MUFU;
import static org.ashlar.gpu.timing.Unit.POPC;
import static org.ashlar.gpu.timing.Unit.VOTE;
import static org.ashlar.gpu.timing.Unit.WIDE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// What one PTX instruction of arithmetic is to the machine: one operation, or a chain of them for
/// what the machine does not have. Chains are the fast ways; their lengths are those of the code
/// that ptxas writes for sm_80 and of the latencies of TITAN V in
/// `ptx_op_latency_cycles_volta_turing.csv`.
final class Macros {
  private Macros() {}

  /// The units of the chain, in order; empty where the machine needs nothing.
  static List<Unit> of(Instruction instruction) {
    var type = type(instruction);
    var suffixes = instruction.suffixes();
    boolean approximate = suffixes.contains("approx") || suffixes.contains("full");
    return switch (instruction.opcode()) {
      case "add", "sub" -> arithmetic(type, 1);
      case "neg", "abs" -> type.isFloat() ? List.of() : times(ALU, words(type));
      case "fma" -> arithmetic(type, 1);
      case "mul", "mad" -> multiply(suffixes, type);
      case "mul24", "mad24" ->
          suffixes.contains("hi") ? List.of(ALU, WIDE, ALU, ALU) : List.of(ALU, IMAD);
      case "dp4a", "dp2a" -> List.of(IMAD);
      case "addc", "subc", "madc", "sad" -> times(ALU, words(type));
      case "min", "max" -> type == Type.F64 ? times(DOUBLE, 2) : times(ALU, words(type));
      case "setp", "set" ->
          type == Type.F64
              ? List.of(DOUBLE)
              : type.isPair() ? List.of(HALF) : times(ALU, words(type));
      case "selp", "slct", "copysign", "cnot" ->
          times(ALU, words(type) + (instruction.opcode().equals("cnot") ? 1 : 0));
      case "and", "or", "xor", "not", "lop3" ->
          type == Type.PRED ? List.of(ALU) : times(ALU, words(type));
      case "shl", "shr", "shf", "prmt" -> times(ALU, words(type));
      case "bfe", "bfi", "szext", "bmsk" -> times(ALU, 3);
      case "popc" -> List.of(POPC);
      case "bfind" -> List.of(POPC);
      case "clz", "brev" -> List.of(POPC, ALU);
      case "cvt" -> convert(instruction);
      case "div" -> divide(type, approximate);
      case "rem" ->
          type.bits() == 64
              ? chain(CONVERT, MUFU, CONVERT, IMAD, 40)
              : chain(CONVERT, MUFU, CONVERT, IMAD, 14);
      case "rcp" ->
          type == Type.F64
              ? chain(MUFU, DOUBLE, 6)
              : approximate ? List.of(ALU, FMA, MUFU, FMA, FMA) : chain(ALU, MUFU, FMA, 12);
      case "sqrt" ->
          type == Type.F64
              ? chain(MUFU, DOUBLE, 12)
              : approximate ? List.of(ALU, FMA, MUFU, FMA) : chain(ALU, MUFU, FMA, 12);
      case "rsqrt" -> type == Type.F64 ? chain(MUFU, DOUBLE, 8) : List.of(ALU, FMA, MUFU, FMA);
      case "ex2" ->
          type == Type.F32 && !suffixes.contains("ftz") ? List.of(FMA, MUFU, FMA) : List.of(MUFU);
      case "lg2" -> suffixes.contains("ftz") ? List.of(MUFU) : List.of(FMA, MUFU, FMA);
      case "sin", "cos" -> List.of(FMA, MUFU);
      case "tanh" -> List.of(MUFU);
      case "vote", "match" -> List.of(VOTE);
      case "activemask" -> List.of(VOTE);
      case "redux" -> List.of(Unit.SHUFFLE);
      case "shfl" -> List.of(Unit.SHUFFLE);
      default -> List.of(ALU);
    };
  }

  /// The type of the operation: the last one named.
  static Type type(Instruction instruction) {
    return instruction.suffixes().reversed().stream()
        .flatMap(each -> Type.of(each).stream())
        .findFirst()
        .orElse(Type.B32);
  }

  /// Floating-point operations of a lane.
  static int floats(Instruction instruction) {
    var type = type(instruction);
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

  private static int words(Type type) {
    return type.bits() == 64 ? 2 : 1;
  }

  private static List<Unit> arithmetic(Type type, int count) {
    return switch (type) {
      case F32, TF32 -> times(FMA, count);
      case F64 -> times(DOUBLE, count);
      case F16, BF16, F16X2, BF16X2 -> times(HALF, count);
      default -> times(ALU, count * words(type));
    };
  }

  private static List<Unit> multiply(List<String> suffixes, Type type) {
    if (type.isFloat()) {
      return arithmetic(type, 1);
    }
    if (suffixes.contains("wide")) {
      return List.of(type.bits() == 16 ? IMAD : WIDE);
    }
    if (type.bits() == 64) {
      return List.of(WIDE, IMAD, IMAD);
    }
    return suffixes.contains("hi") ? List.of(WIDE) : List.of(IMAD);
  }

  private static List<Unit> convert(Instruction instruction) {
    var types = instruction.suffixes().stream().flatMap(each -> Type.of(each).stream()).toList();
    var to = types.getFirst();
    var from = types.getLast();
    if (!to.isFloat() && !from.isFloat()) {
      return to.bits() <= from.bits() && to.bits() >= 32 || !from.isSigned() && from.bits() >= 32
          ? List.of()
          : List.of(ALU);
    }
    boolean small = to.bits() == 16 || to.isPair();
    return small && (from == Type.F32 || from.bits() == 16) || from.bits() == 16 && to == Type.F32
        ? List.of(HALF)
        : List.of(CONVERT);
  }

  private static List<Unit> divide(Type type, boolean approximate) {
    return switch (type) {
      case F32 -> approximate ? List.of(ALU, MUFU, FMA, FMA, FMA) : chain(MUFU, FMA, 8);
      case F64 -> chain(MUFU, DOUBLE, 10);
      case F16, BF16 -> List.of(HALF, HALF, MUFU, FMA, HALF);
      default ->
          type.bits() == 64
              ? chain(CONVERT, MUFU, CONVERT, IMAD, 40)
              : chain(CONVERT, MUFU, CONVERT, IMAD, 14);
    };
  }

  private static List<Unit> times(Unit unit, int count) {
    return Collections.nCopies(count, unit);
  }

  private static List<Unit> chain(Unit first, Unit then, int count) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(times(then, count));
    return all;
  }

  private static List<Unit> chain(Unit first, Unit second, Unit third, int count) {
    var all = new ArrayList<>(List.of(first, second));
    all.addAll(times(third, count));
    return all;
  }

  private static List<Unit> chain(Unit first, Unit second, Unit third, Unit then, int count) {
    var all = new ArrayList<>(List.of(first, second, third));
    all.addAll(times(then, count));
    return all;
  }
}
