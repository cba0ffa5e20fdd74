package org.ashlar.cpu.x86;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Machine code while it is written: instructions, labels, and the constants that stand behind
/// them.
///
/// ```
/// var code = new Code();
/// code.emit(MOV, RCX, 10);
/// var again = code.here();
/// code.emit(VFMADD231PS, z(0), z(1), Mem.at(RDI, 64));
/// code.emit(DEC, RCX);
/// code.emit(JNE, again);
/// code.emit(RET);
/// byte[] bytes = code.bytes();
/// ```
///
/// Backward jumps are short where they can be; forward jumps take 32 bits. Nothing here depends on
/// the address at which the code will lie.
public final class Code {
  private static final int CHOICES = 256;

  private final Bytes out = new Bytes();
  private final List<Encoder.Fix> fixes = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final Map<ByteBuffer, Label> constants = new LinkedHashMap<>();
  private final List<Choice> choices =
      new ArrayList<>(
          Collections.nCopies(
              CHOICES, new Choice(Op.RET, -1, Op.RET.forms().getFirst(), 0, false)));
  private int labels;
  private boolean finished;

  /// An instruction and its place.
  record Line(int at, Op op, List<Operand> operands) {}

  /// A label that is bound later.
  public Label label() {
    return new Label(labels++);
  }

  /// A label bound here.
  public Label here() {
    var label = label();
    bind(label);
    return label;
  }

  public void bind(Label label) {
    if (label.at != Label.UNBOUND) {
      throw new IllegalStateException("label " + label + ": bound twice");
    }
    label.at = out.size();
  }

  public void emit(Op op, Operand... operands) {
    emit(op, List.of(operands));
  }

  public void emit(Op op, long a) {
    emit(op, List.of(new Imm(a)));
  }

  public void emit(Op op, Operand a, long b) {
    emit(op, List.of(a, new Imm(b)));
  }

  public void emit(Op op, Operand a, Operand b, long c) {
    emit(op, List.of(a, b, new Imm(c)));
  }

  public void emit(Op op, Operand a, Operand b, Operand c, long d) {
    emit(op, List.of(a, b, c, new Imm(d)));
  }

  /// Writes the first form of the instruction that takes these operands.
  ///
  /// @throws IllegalArgumentException where there is none
  public void emit(Op op, List<Operand> operands) {
    if (finished) {
      throw new IllegalStateException("code: already finished");
    }
    var choice = choose(op, operands);
    lines.add(new Line(out.size(), op, operands));
    if (!operands.isEmpty() && operands.getFirst() instanceof Label target) {
      jump(choice.form, target);
    } else {
      var fix = new Encoder(out, choice.form, operands, choice.level, choice.evex).write();
      if (fix.isPresent()) {
        later(fix.get());
      }
    }
  }

  /// A form and its width, for operands of some shapes.
  private record Choice(Op op, long shapes, Form form, int level, boolean evex) {}

  /// The first form that takes these operands. Code repeats itself, so choices are remembered.
  private Choice choose(Op op, List<Operand> operands) {
    long shapes = operands.size();
    for (int i = 0; i < operands.size(); i++) {
      shapes = shapes << 7 | operands.get(i).shape();
    }
    int slot = (int) (op.ordinal() * 31 + shapes * 0x9e3779b97f4a7c15L >>> 32) & CHOICES - 1;
    var known = choices.get(slot);
    if (known.op == op && known.shapes == shapes) {
      return known;
    }
    for (var form : op.forms()) {
      int level = form.level(operands);
      if (level >= 0 && reaches(form, operands)) {
        var choice = new Choice(op, shapes, form, level, form.needsEvex(operands, level));
        if (!(operands.size() == 1 && operands.getFirst() instanceof Label)) {
          choices.set(slot, choice);
        }
        return choice;
      }
    }
    throw new IllegalArgumentException(op.text() + ": no form takes these operands: " + operands);
  }

  /// Relative addresses count from the end of the instruction, immediates included.
  private void later(Encoder.Fix fix) {
    int toEnd = fix.at() - out.size();
    fixes.add(new Encoder.Fix(fix.at(), fix.label(), fix.displacement() + toEnd));
  }

  /// Sets a register to a number, by the shortest instruction that leaves the flags alone.
  public void set(Gpr to, long value) {
    emit(Op.MOV, value >>> 32 == 0 ? to.low() : to, value);
  }

  /// Adds a number to a register, with nothing written for zero. Changes the flags.
  public void add(Gpr to, long value) {
    if (value == 128) {
      emit(Op.SUB, to, -128);
    } else if (value != 0) {
      emit(Op.ADD, to, value);
    }
  }

  /// Fills up to a multiple of `bytes` with instructions that do nothing.
  public void align(int bytes) {
    int left = -out.size() & (bytes - 1);
    while (left > 0) {
      int now = Math.min(left, NOTHING.length);
      for (int value : NOTHING[now - 1]) {
        out.put(value);
      }
      left -= now;
    }
  }

  private static final int[][] NOTHING = {
    {0x90},
    {0x66, 0x90},
    {0x0f, 0x1f, 0x00},
    {0x0f, 0x1f, 0x40, 0},
    {0x0f, 0x1f, 0x44, 0, 0},
    {0x66, 0x0f, 0x1f, 0x44, 0, 0},
    {0x0f, 0x1f, 0x80, 0, 0, 0, 0},
    {0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0},
    {0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0},
  };

  /// The place of a 32-bit constant beside the code.
  public Mem constant(float value) {
    return constant(Float.floatToRawIntBits(value));
  }

  /// The place of a 32-bit constant beside the code.
  public Mem constant(int value) {
    return constant(little(4).putInt(0, value).array());
  }

  /// The place of a 64-bit constant beside the code.
  public Mem constant(double value) {
    return constant(Double.doubleToRawLongBits(value));
  }

  /// The place of a 64-bit constant beside the code.
  public Mem constant(long value) {
    return constant(little(8).putLong(0, value).array());
  }

  /// The place of constant bytes beside the code, aligned to their number (to 64 at most). Equal
  /// constants are one.
  public Mem constant(byte[] bytes) {
    return Mem.at(constants.computeIfAbsent(ByteBuffer.wrap(bytes.clone()), _ -> label()));
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// How many bytes of instructions there are so far.
  public int size() {
    return out.size();
  }

  /// The finished code: instructions, then constants from a multiple of 64 on. It is to be placed
  /// at a multiple of 64.
  public byte[] bytes() {
    if (!finished) {
      finish();
      finished = true;
    }
    return out.copy();
  }

  private void finish() {
    var largest = new ArrayList<>(constants.entrySet());
    largest.sort((a, b) -> b.getKey().capacity() - a.getKey().capacity());
    for (var entry : largest) {
      int size = entry.getKey().capacity();
      int unit =
          largest.getFirst() == entry ? 64 : Math.min(64, Integer.highestOneBit(2 * size - 1));
      while (out.size() % unit != 0) {
        out.put(0xcc);
      }
      bind(entry.getValue());
      for (byte b : entry.getKey().array()) {
        out.put(b);
      }
    }
    for (var fix : fixes) {
      if (fix.label().at == Label.UNBOUND) {
        throw new IllegalStateException("label " + fix.label() + ": never bound");
      }
      out.set32(fix.at(), fix.label().at - fix.at() + fix.displacement());
    }
  }

  private boolean reaches(Form form, List<Operand> operands) {
    if (form.slots().isEmpty() || form.slots().getFirst().place() != 'j') {
      return true;
    }
    return form.slots().getFirst().kind() == 'd'
        || operands.getFirst() instanceof Label label
            && label.at != Label.UNBOUND
            && label.at - out.size() - 2 >= -128;
  }

  private void jump(Form form, Label target) {
    if (form.map() == 1) {
      out.put(0x0f);
    }
    out.put(form.opcode()[0]);
    if (form.slots().getFirst().kind() == 'b') {
      out.put(target.at - out.size() - 1 & 255);
    } else {
      fixes.add(new Encoder.Fix(out.size(), target, -4));
      out.put32(0);
    }
  }

  List<Line> lines() {
    return List.copyOf(lines);
  }

  /// The instructions as text, one a line, with their places and labels.
  public String listing() {
    var text = new StringBuilder();
    for (var line : lines) {
      text.append("%5x  %s".formatted(line.at, line.op.text()));
      var operands = line.operands;
      for (int i = 0; i < operands.size(); i++) {
        text.append(i == 0 ? " " : ",").append(show(operands.get(i)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String show(Operand operand) {
    return operand instanceof Label label && label.at != Label.UNBOUND
        ? Integer.toHexString(label.at)
        : operand.toString();
  }
}
