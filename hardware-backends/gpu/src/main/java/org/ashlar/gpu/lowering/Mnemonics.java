package org.ashlar.gpu.lowering;

import org.ashlar.gpu.timing.Unit;

/// Which unit executes an operation of a name.
final class Mnemonics {
  private Mnemonics() {}

  static Unit unit(String name) {
    return switch (name) {
      case "FFMA", "FADD", "FMUL" -> Unit.FMA;
      case "IMAD" -> Unit.IMAD;
      case "IMAD.WIDE", "IMAD.HI" -> Unit.WIDE;
      case "HADD2", "HMUL2", "HFMA2", "HSETP2", "HMNMX2", "F2FP" -> Unit.HALF;
      case "DADD", "DMUL", "DFMA", "DSETP" -> Unit.DOUBLE;
      case "MUFU" -> Unit.MUFU;
      case "F2I", "I2F", "F2F", "FRND" -> Unit.CONVERT;
      case "POPC", "FLO", "BREV" -> Unit.POPC;
      case "S2R", "CS2R.CLOCK" -> Unit.SPECIAL;
      case "BRA", "EXIT", "BSSY", "BSYNC", "BAR", "MEMBAR", "WARPSYNC", "CALL", "RET" ->
          Unit.BRANCH;
      case "LDG",
          "STG",
          "LDS",
          "STS",
          "LDL",
          "STL",
          "LD",
          "ST",
          "LDC",
          "ATOM",
          "ATOMS",
          "RED",
          "LDSM",
          "LDGSTS",
          "LDGDEPBAR",
          "DEPBAR",
          "ERRBAR",
          "CCTL" ->
          Unit.MEMORY;
      case "SHFL", "REDUX", "MATCH" -> Unit.SHUFFLE;
      case "VOTE" -> Unit.VOTE;
      case "HMMA.16816" -> Unit.MMA_16816;
      case "HMMA.1688" -> Unit.MMA_1688;
      case "HMMA.TF32" -> Unit.MMA_TF32;
      case "IMMA" -> Unit.MMA_S8;
      default -> Unit.ALU;
    };
  }
}
