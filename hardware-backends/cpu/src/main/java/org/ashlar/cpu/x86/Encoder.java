package org.ashlar.cpu.x86;

import java.util.List;
import java.util.Optional;

/// Writes one form of an instruction as bytes.
final class Encoder {
  private final Bytes out;
  private final Form form;
  private final List<Operand> operands;
  private final int level;
  private int reg;
  private int rm = -1;
  private int vvvv;
  private int low;
  private Optional<Mem> memory = Optional.empty();
  private int mask;
  private boolean zero;
  private boolean rexForByte;

  Encoder(Bytes out, Form form, List<Operand> operands, int level) {
    this.out = out;
    this.form = form;
    this.operands = operands;
    this.level = level;
    reg = Math.max(form.digit(), 0);
    for (int i = 0; i < operands.size(); i++) {
      place(form.slots().get(i), operands.get(i));
    }
  }

  /// The place of a displacement relative to the end of the instruction, and what it is relative to.
  record Fix(int at, Label label, int displacement) {}

  /// The fix that this instruction needs once labels are bound.
  Optional<Fix> write() {
    if (!form.vex() && !form.evex()) {
      legacy();
    } else if (form.needsEvex(operands, level)) {
      evex();
    } else {
      vex();
    }
    return tail();
  }

  private boolean isEvex() {
    return (form.vex() || form.evex()) && form.needsEvex(operands, level);
  }

  private void place(Slot slot, Operand operand) {
    switch (operand) {
      case Masked masked -> {
        mask = masked.mask().number();
        zero = masked.zero();
        place(slot, masked.of());
      }
      case Mem mem -> memory = Optional.of(mem);
      case Vec vec -> register(slot, vec.number());
      case Mask k -> register(slot, k.number());
      case Tmm tmm -> register(slot, tmm.number());
      case Gpr gpr -> {
        rexForByte |= gpr.bits() == 8 && gpr.number() >= 4 && slot.place() != '-';
        register(slot, gpr.number());
      }
      case Imm _, Label _ -> {}
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
    return memory.isPresent() ? memory.get().base().map(Gpr::number).orElse(0) : Math.max(rm, 0);
  }

  private int index() {
    if (memory.isEmpty() || memory.get().index().isEmpty()) {
      return 0;
    }
    return switch (memory.get().index().get()) {
      case Gpr gpr -> gpr.number();
      case Vec vec -> vec.number();
      default -> 0;
    };
  }

  private boolean byVector() {
    return memory.isPresent()
        && memory.get().index().isPresent()
        && memory.get().index().get() instanceof Vec;
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
      case 2 -> out.put(0x0f, 0x38);
      case 3 -> out.put(0x0f, 0x3a);
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
      out.put(0xc5, r << 7 | last);
    } else {
      out.put(0xc4, r << 7 | x << 6 | b << 5 | form.map(), w << 7 | last);
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
    boolean broadcast = memory.isPresent() && memory.get().isBroadcast();
    out.put(
        0x62,
        r << 7 | x << 6 | b << 5 | high << 4 | form.map(),
        w << 7 | (~vvvv & 15) << 3 | 4 | form.pp(),
        (zero ? 0x80 : 0) | level << 5 | (broadcast ? 0x10 : 0) | v << 3 | mask);
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
    } else if (rm >= 0 || hasModRm()) {
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

  private boolean hasModRm() {
    return form.slots().stream().anyMatch(s -> s.place() == 'r');
  }

  private Optional<Fix> address(Mem mem) {
    int field = (reg & 7) << 3;
    if (mem.label().isPresent()) {
      out.put(field | 5);
      out.put32(0);
      return Optional.of(new Fix(out.size() - 4, mem.label().get(), mem.displacement()));
    }
    boolean indexed = mem.index().isPresent();
    int scaled =
        Integer.numberOfTrailingZeros(mem.scale()) << 6 | (indexed ? index() & 7 : 4) << 3;
    if (mem.base().isEmpty()) {
      out.put(field | 4, scaled | 5);
      out.put32(mem.displacement());
      return Optional.empty();
    }
    int base = mem.base().get().number() & 7;
    boolean sib = indexed || base == 4 || form.slots().stream().anyMatch(s -> s.kind() == 'z');
    int unit = isEvex() ? form.unit(level, mem.isBroadcast(), form.wide(operands, true)) : 1;
    int far = mem.displacement();
    boolean near = far % unit == 0 && far / unit == (byte) (far / unit);
    int mode = far == 0 && base != 5 ? 0 : near ? 0x40 : 0x80;
    if (sib) {
      out.put(mode | field | 4, scaled | base);
    } else {
      out.put(mode | field | base);
    }
    if (mode == 0x40) {
      out.put(far / unit & 255);
    } else if (mode == 0x80) {
      out.put32(far);
    }
    return Optional.empty();
  }
}
