package org.ashlar.cpu.x86;

import java.util.List;
import java.util.Optional;

/// Writes one form of an instruction as bytes.
final class Encoder {
  private final Bytes out;
  private final Form form;
  private final List<Operand> operands;
  private final int level;
  private final boolean asEvex;
  private int reg;
  private int rm = -1;
  private int vvvv;
  private int low;
  private Optional<Mem> memory = Optional.empty();
  private int mask;
  private boolean zero;
  private boolean rexForByte;

  Encoder(Bytes out, Form form, List<Operand> operands, int level, boolean asEvex) {
    this.out = out;
    this.form = form;
    this.operands = operands;
    this.level = level;
    this.asEvex = asEvex;
    reg = Math.max(form.digit(), 0);
    for (int i = 0; i < operands.size(); i++) {
      place(form.slots().get(i), operands.get(i));
    }
  }

  /// The place of a displacement relative to the end of the instruction, and what it is relative
  /// to.
  record Fix(int at, Label label, int displacement) {}

  /// The fix that this instruction needs once labels are bound.
  Optional<Fix> write() {
    if (!form.vex() && !form.evex()) {
      legacy();
    } else if (asEvex) {
      evex();
    } else {
      vex();
    }
    return tail();
  }

  private void place(Slot slot, Operand operand) {
    if (operand instanceof Vec vec) {
      register(slot, vec.number());
    } else if (operand instanceof Mem mem) {
      memory = Optional.of(mem);
    } else if (operand instanceof Gpr gpr) {
      rexForByte |= gpr.bits() == 8 && gpr.number() >= 4 && slot.place() != '-';
      register(slot, gpr.number());
    } else if (operand instanceof Mask k) {
      register(slot, k.number());
    } else if (operand instanceof Tmm tmm) {
      register(slot, tmm.number());
    } else if (operand instanceof Masked masked) {
      mask = masked.mask().number();
      zero = masked.zero();
      place(slot, masked.of());
    }
  }

  private void register(Slot slot, int number) {
    switch (slot.place()) {
      case 'r' -> reg = number;
      case 'm', 'p' -> rm = number;
      case 'n' -> vvvv = number;
      case 'o' -> low = number;
      default -> {}
    }
  }

  private int base() {
    return memory.isPresent() ? Math.max(memory.get().base, 0) : Math.max(rm, 0);
  }

  private int index() {
    return memory.isPresent() ? Math.max(memory.get().index, 0) : 0;
  }

  private boolean byVector() {
    return memory.isPresent() && memory.get().byVector();
  }

  private void legacy() {
    switch (form.pp()) {
      case 1 -> out.put(0x66);
      case 2 -> out.put(0xf3);
      case 3 -> out.put(0xf2);
      default -> {}
    }
    int w = form.wide(operands, false);
    int rex = w << 3 | (reg >> 3) << 2 | (index() >> 3) << 1 | (base() | low) >> 3;
    if (rex != 0 || rexForByte) {
      out.put(0x40 | rex);
    }
    switch (form.map()) {
      case 1 -> out.put(0x0f);
      case 2 -> {
        out.put(0x0f);
        out.put(0x38);
      }
      case 3 -> {
        out.put(0x0f);
        out.put(0x3a);
      }
      default -> {}
    }
    opcode();
  }

  private void vex() {
    int w = form.wide(operands, false);
    int length = form.length() >= 0 ? form.length() : level;
    int last = (~vvvv & 15) << 3 | length << 2 | form.pp();
    int r = ~reg >> 3 & 1;
    int x = ~index() >> 3 & 1;
    int b = ~base() >> 3 & 1;
    if (form.map() == 1 && w == 0 && x == 1 && b == 1) {
      out.put(0xc5);
      out.put(r << 7 | last);
    } else {
      out.put(0xc4);
      out.put(r << 7 | x << 6 | b << 5 | form.map());
      out.put(w << 7 | last);
    }
    opcode();
  }

  private void evex() {
    int w = form.wide(operands, true);
    int r = ~reg >> 3 & 1;
    int high = ~reg >> 4 & 1;
    int b = ~base() >> 3 & 1;
    int x = memory.isPresent() ? ~index() >> 3 & 1 : ~rm >> 4 & 1;
    int v = byVector() ? ~index() >> 4 & 1 : ~vvvv >> 4 & 1;
    boolean broadcast = memory.isPresent() && memory.get().broadcast;
    out.put(0x62);
    out.put(r << 7 | x << 6 | b << 5 | high << 4 | form.map());
    out.put(w << 7 | (~vvvv & 15) << 3 | 4 | form.pp());
    out.put((zero ? 0x80 : 0) | level << 5 | (broadcast ? 0x10 : 0) | v << 3 | mask);
    opcode();
  }

  private void opcode() {
    for (int i = 0; i < form.opcode().length; i++) {
      boolean last = i == form.opcode().length - 1;
      out.put(form.opcode()[i] | (last ? low & 7 : 0));
    }
  }

  /// ModRM, the address and the immediates.
  private Optional<Fix> tail() {
    Optional<Fix> fix = Optional.empty();
    if (memory.isPresent()) {
      fix = address(memory.get());
    } else if (form.modRm()) {
      out.put(0xc0 | (reg & 7) << 3 | Math.max(rm, 0) & 7);
    }
    for (int i = 0; i < operands.size(); i++) {
      var slot = form.slots().get(i);
      if (operands.get(i) instanceof Imm imm) {
        switch (slot.kind()) {
          case 'b', 's' -> out.put((int) imm.value() & 255);
          case 'd', 'u' -> out.put32((int) imm.value());
          default -> out.put64(imm.value());
        }
      } else if (slot.place() == 'l' && operands.get(i) instanceof Vec vec) {
        out.put(vec.number() << 4);
      }
    }
    return fix;
  }

  private Optional<Fix> address(Mem mem) {
    int field = (reg & 7) << 3;
    if (mem.label.isPresent()) {
      out.put(field | 5);
      out.put32(0);
      return Optional.of(new Fix(out.size() - 4, mem.label.get(), mem.displacement));
    }
    int scaled =
        Integer.numberOfTrailingZeros(mem.scale) << 6 | (mem.hasIndex() ? mem.index & 7 : 4) << 3;
    if (!mem.hasBase()) {
      out.put(field | 4);
      out.put(scaled | 5);
      out.put32(mem.displacement);
      return Optional.empty();
    }
    int base = mem.base & 7;
    int unit = asEvex ? form.unit(level, mem.broadcast, form.wide(operands, true)) : 1;
    int far = mem.displacement;
    boolean near = far % unit == 0 && far / unit == (byte) (far / unit);
    int mode = far == 0 && base != 5 ? 0 : near ? 0x40 : 0x80;
    if (mem.hasIndex() || base == 4 || form.indexByte()) {
      out.put(mode | field | 4);
      out.put(scaled | base);
    } else {
      out.put(mode | field | base);
    }
    if (mode == 0x40) {
      out.put(far / unit);
    } else if (mode == 0x80) {
      out.put32(far);
    }
    return Optional.empty();
  }
}
