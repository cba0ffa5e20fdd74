package org.ashlar.cpu.x86;

import java.util.ArrayList;
import java.util.List;

/// One form of an instruction, read from a row of [Op].
///
/// @param vex whether it has a VEX form
/// @param evex whether it has an EVEX form (masks, broadcast, 32 registers, 64 bytes)
/// @param levels the widths that exist, bit `n` for `16 << n` bytes
/// @param pp the prefix: 0 none, 1 66, 2 F3, 3 F2
/// @param map 0 one byte, 1 0F, 2 0F38, 3 0F3A, 5 and 6 those of half floats
/// @param wide W of VEX
/// @param wideEvex W of EVEX
/// @param length L of VEX where it is no width; -1: the width
/// @param digit ModRM.reg where it is part of the opcode; -1: an operand
/// @param tuple how many bytes memory has: `full half quarter eighth dup g`, or a number
/// @param element bytes of an element that may be broadcast; 0: none may
/// @param masks `n` none, `k` allowed, `!` demanded
/// @param modRm whether there is a ModRM byte
/// @param indexByte whether memory is always written with an index byte
record Form(
    boolean vex,
    boolean evex,
    int levels,
    int pp,
    int map,
    int wide,
    int wideEvex,
    int length,
    int[] opcode,
    int digit,
    String tuple,
    int element,
    char masks,
    boolean modRm,
    boolean indexByte,
    List<Slot> slots) {
  static final int OPERAND_SIZE = 2;

  static Form parse(String row) {
    var words = row.split(" ");
    boolean legacy = words[0].equals("leg");
    boolean vex = words[0].startsWith("v");
    boolean evex = !legacy && words[0].indexOf('e') >= 0;
    int levels = 0;
    for (int i = 0; i < words[0].length(); i++) {
      char c = words[0].charAt(i);
      levels |= Character.isDigit(c) ? 1 << (c - '0') : 0;
    }
    if (levels == 0) {
      levels = legacy ? 1 : evex ? 7 : 3;
    }
    var space = words[1].split("[.]");
    int pp = List.of("np", "66", "f3", "f2").indexOf(space[0]);
    int map = List.of("00", "0f", "38", "3a", "--", "m5", "m6").indexOf(space[1]);
    int wide = space[2].equals("g") ? OPERAND_SIZE : space[2].charAt(0) - '0';
    int wideEvex = space[2].length() == 2 ? space[2].charAt(1) - '0' : wide;
    int length = space.length > 3 ? space[3].charAt(1) - '0' : -1;
    if (pp < 0 || map < 0) {
      throw new IllegalStateException("row of the table of encodings: " + row);
    }
    var code = words[2].split("/");
    var opcode = new int[code[0].length() / 2];
    for (int i = 0; i < opcode.length; i++) {
      opcode[i] = Integer.parseInt(code[0].substring(2 * i, 2 * i + 2), 16);
    }
    int digit = code.length > 1 ? code[1].charAt(0) - '0' : -1;
    var tuple = "full";
    int element = 0;
    char masks = evex ? 'k' : 'n';
    var slots = new ArrayList<Slot>();
    for (int i = 3; i < words.length; i++) {
      var word = words[i];
      if (word.equals("!k")) {
        masks = 'n';
      } else if (word.equals("+k")) {
        masks = '!';
      } else if (word.length() == 2 && !Character.isDigit(word.charAt(0))) {
        slots.add(new Slot(word.charAt(0), word.charAt(1)));
      } else {
        var parts = word.split("/");
        tuple = parts[0];
        element = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      }
    }
    return new Form(
        vex,
        evex,
        levels,
        pp,
        map,
        wide,
        wideEvex,
        length,
        opcode,
        digit,
        tuple,
        element,
        masks,
        slots.stream().anyMatch(s -> "rmps".indexOf(s.place()) >= 0),
        slots.stream().anyMatch(s -> s.kind() == 'z'),
        List.copyOf(slots));
  }

  /// The width at which these operands fit, as a power; -1 where they do not. The widest, where
  /// memory leaves it open.
  int level(List<Operand> operands) {
    if (operands.size() != slots.size()) {
      return -1;
    }
    for (int level = 2; level >= 0; level--) {
      if ((levels >> level & 1) != 0 && fits(operands, level)) {
        return level;
      }
    }
    return -1;
  }

  private boolean fits(List<Operand> operands, int level) {
    int bits = 0;
    boolean masked = false;
    for (int i = 0; i < operands.size(); i++) {
      var operand = operands.get(i);
      var slot = slots.get(i);
      if (!slot.fits(operand, level)) {
        return false;
      }
      if (operand instanceof Masked) {
        if (i > 0 || masks == 'n') {
          return false;
        }
        masked = true;
      }
      if (operand instanceof Mem mem && mem.broadcast && element == 0) {
        return false;
      }
      if (operand instanceof Gpr gpr && slot.kind() == 'g') {
        if (bits != 0 && bits != gpr.bits()) {
          return false;
        }
        bits = gpr.bits();
      }
    }
    if (masks == '!' && !masked) {
      return false;
    }
    return !needsEvex(operands, level) || evex;
  }

  boolean needsEvex(List<Operand> operands, int level) {
    if (!vex || level == 2) {
      return evex;
    }
    for (var operand : operands) {
      boolean needs =
          switch (operand) {
            case Vec vec -> vec.number() > 15;
            case Masked _ -> true;
            case Mem mem -> mem.broadcast || mem.byVector() && mem.index > 15;
            case Gpr _, Mask _, Tmm _, Imm _, Label _ -> false;
          };
      if (needs) {
        return true;
      }
    }
    return false;
  }

  /// W, which tells the operand size in some forms.
  int wide(List<Operand> operands, boolean asEvex) {
    if (wide != OPERAND_SIZE) {
      return asEvex ? wideEvex : wide;
    }
    for (int i = 0; i < operands.size(); i++) {
      if (slots.get(i).kind() == 'g' && operands.get(i) instanceof Gpr gpr) {
        return gpr.bits() == 64 ? 1 : 0;
      }
    }
    return 1;
  }

  /// The bytes that a short displacement counts in EVEX.
  int unit(int level, boolean broadcast, int w) {
    if (broadcast) {
      return element;
    }
    int width = 16 << level;
    return switch (tuple) {
      case "full" -> width;
      case "half" -> width / 2;
      case "quarter" -> width / 4;
      case "eighth" -> width / 8;
      case "dup" -> level == 0 ? 8 : width;
      case "g" -> w == 1 ? 8 : 4;
      default -> Integer.parseInt(tuple);
    };
  }
}
