package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// What stands for a PTX instruction that the machine does not have.
///
/// The counts are differences between cubins of ptxas 13.0 for sm_80 with one, two and three of the
/// instruction.
///
/// @param inline the operations in the way that is usually taken, each waiting for the one before;
///   those after `~` run beside
/// @param slow operations of the other way, once in a kernel; the usual way jumps over it
/// @param routine operations of a subroutine that is always called, once in a kernel
record Recipe(List<String> inline, String kind, int slow, int routine) {
  static Optional<Recipe> of(Instruction instruction) {
    var type = instruction.type();
    boolean approximate = instruction.has("approx") || instruction.has("full");
    boolean flush = instruction.has("ftz");
    return switch (instruction.opcode()) {
      case "div" -> Optional.of(divide(instruction, type, approximate, flush));
      case "rem" -> Optional.of(remainder(type));
      case "rcp" ->
          Optional.of(
              type == Type.F64
                  ? approximate
                      ? plain("MUFU", "MOV")
                      : slow("rcp.f64", 40, mixed(14, "DFMA", 4, "MUFU"))
                  : approximate
                      ? flush
                          ? plain("MUFU")
                          : plain("~FSETP", "~FSETP", "~FSEL", "FSEL", "FMUL", "MUFU", "~FMUL")
                      : slow("rcp.f32", 52, mixed(14, "FFMA", 13, "MUFU")));
      case "sqrt" ->
          Optional.of(
              type == Type.F64
                  ? slow("sqrt.f64", 34, mixed(30, "DFMA", 7, "MUFU"))
                  : approximate
                      ? scaled(flush)
                      : slow("sqrt.f32", 22, mixed(14, "FFMA", 13, "MUFU")));
      case "rsqrt" ->
          Optional.of(
              type == Type.F64
                  ? slow("rsqrt.f64", 30, mixed(17, "DFMA", 5, "MUFU"))
                  : scaled(flush));
      case "ex2" ->
          Optional.of(
              type == Type.F32
                  ? scaled(flush)
                  : type.isPair() ? plain("MUFU", "MUFU", "PRMT") : plain("MUFU"));
      case "lg2" -> Optional.of(flush ? plain("MUFU") : plain("~FSETP", "FMUL", "MUFU", "FADD"));
      case "sin", "cos" -> Optional.of(plain("FMUL", "MUFU"));
      case "tanh" -> Optional.of(type.isPair() ? plain("MUFU", "MUFU", "PRMT") : plain("MUFU"));
      case "mul" ->
          type.bits() == 64 && !type.isFloat() && !instruction.has("wide")
              ? Optional.of(
                  instruction.has("hi")
                      ? type == Type.S64
                          ? mixed(17, "IMAD.WIDE", 4, "SEL")
                          : plain(
                              "IMAD.WIDE",
                              "IMAD.WIDE",
                              "IMAD.WIDE",
                              "IMAD.WIDE",
                              "IADD3",
                              "IADD3",
                              "MOV")
                      : plain("IMAD", "IMAD", "IMAD.WIDE", "IADD3"))
              : Optional.empty();
      case "mad" ->
          type.bits() == 64 && !type.isFloat() && !instruction.has("wide")
              ? Optional.of(plain("IMAD", "IMAD", "IMAD.WIDE", "IADD3"))
              : Optional.empty();
      case "mul24", "mad24" -> Optional.of(plain("PRMT", "PRMT", "IMAD"));
      case "min", "max" ->
          type == Type.F64
              ? Optional.of(plain("DSETP", "FSEL", "~SEL", "~MOV", "~MOV", "~LOP3"))
              : type.bits() == 64
                  ? Optional.of(plain("ISETP", "ISETP", "SEL", "SEL"))
                  : Optional.empty();
      case "abs" ->
          type == Type.S64
              ? Optional.of(plain("IADD3", "IADD3", "ISETP", "SEL", "SEL"))
              : Optional.empty();
      case "popc" ->
          type.bits() == 64 ? Optional.of(plain("POPC", "POPC", "IADD3")) : Optional.empty();
      case "clz" ->
          Optional.of(
              type.bits() == 64
                  ? plain("ISETP", "SEL", "FLO", "SEL", "IADD3", "IADD3")
                  : plain("FLO", "IADD3"));
      case "bfind" ->
          type.bits() == 64
              ? Optional.of(plain("FLO", "FLO", "ISETP", "IADD3", "BRA"))
              : Optional.empty();
      case "set" ->
          Optional.of(
              instruction.types().getFirst() == Type.F32 ? plain("FSET") : plain("ISETP", "SEL"));
      case "testp" -> Optional.of(plain("LOP3", "ISETP"));
      default -> Optional.empty();
    };
  }

  private static Recipe divide(
      Instruction instruction, Type type, boolean approximate, boolean flush) {
    return switch (type) {
      case F32 ->
          instruction.has("full")
              ? plain("~FSETP", "~FSETP", "FMUL", "FMUL", "FMUL", "MUFU", "FMUL", "FMUL")
              : approximate
                  ? flush ? plain("MUFU", "FMUL") : plain("~FSETP", "FMUL", "MUFU", "FMUL", "FMUL")
                  : slow("div.f32", 100, mixed(14, "FFMA", 6, "MUFU"));
      case F64 -> slow("div.f64", 92, mixed(22, "DFMA", 8, "MUFU"));
      case S32 -> mixed(27, "IMAD", 6, "I2F", "MUFU", "F2I");
      case U32 -> mixed(18, "IMAD", 5, "I2F", "MUFU", "F2I");
      default ->
          type.bits() == 64 ? called("div." + type.text(), 80) : called("div." + type.text(), 26);
    };
  }

  private static Recipe remainder(Type type) {
    return switch (type) {
      case S32 -> mixed(24, "IMAD", 6, "I2F", "MUFU", "F2I");
      case U32 -> mixed(17, "IMAD", 5, "I2F", "MUFU", "F2I");
      default ->
          type.bits() == 64 ? called("rem." + type.text(), 76) : called("rem." + type.text(), 26);
    };
  }

  private static Recipe scaled(boolean flush) {
    return flush ? plain("MUFU") : plain("~FSETP", "FMUL", "MUFU", "FMUL");
  }

  private static Recipe plain(String... names) {
    return new Recipe(List.of(names), "", 0, 0);
  }

  /// So many operations: the rare ones once, one kind some times, the rest simple.
  private static Recipe mixed(int count, String often, int times, String... once) {
    var names = new ArrayList<>(List.of(once));
    names.addAll(Collections.nCopies(times, often));
    names.addAll(Collections.nCopies(Math.max(0, count - names.size()), "~IADD3"));
    return new Recipe(names, "", 0, 0);
  }

  private static Recipe slow(String kind, int slow, Recipe usual) {
    return new Recipe(usual.inline, kind, slow, 0);
  }

  private static Recipe called(String kind, int routine) {
    return new Recipe(List.of("MOV", "CALL"), kind, 0, routine);
  }
}
