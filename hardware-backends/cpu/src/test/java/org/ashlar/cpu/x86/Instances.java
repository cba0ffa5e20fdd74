package org.ashlar.cpu.x86;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random instructions: every row of the table, with operands that it takes.
final class Instances {
  /// @param bytes what the assembler wrote
  record Instance(Op op, Form form, List<Operand> operands, byte[] bytes) {
    String text() {
      var text = new StringBuilder(op.text());
      for (int i = 0; i < operands.size(); i++) {
        text.append(i == 0 ? " " : ",").append(operands.get(i));
      }
      return text.toString();
    }
  }

  private final RandomGenerator random;

  Instances(RandomGenerator random) {
    this.random = random;
  }

  /// `each` instances of every row that is no jump.
  List<Instance> all(int each) {
    var all = new ArrayList<Instance>();
    for (var op : Op.values()) {
      for (var form : op.forms()) {
        if (form.slots().isEmpty() || form.slots().getFirst().place() != 'j') {
          for (int i = 0; i < (form.slots().isEmpty() ? 1 : each); i++) {
            all.add(instance(op, form));
          }
        }
      }
    }
    return all;
  }

  private Instance instance(Op op, Form form) {
    for (int tries = 0; tries < 2000; tries++) {
      int level = random.nextInt(3);
      if ((form.levels() >> level & 1) == 0) {
        continue;
      }
      boolean evex = form.evex() && (!form.vex() || random.nextBoolean());
      var operands = operands(form, level, evex);
      // The first form that takes the operands writes them: others are found by trying again.
      var first = op.forms().stream().filter(f -> f.level(operands) >= 0).findFirst();
      if (first.isPresent() && first.get() == form && apart(form, operands)) {
        var code = new Code();
        code.emit(op, operands);
        return new Instance(op, form, operands, code.bytes());
      }
    }
    throw new IllegalStateException(op + ": a row that no operands reach: " + form);
  }

  private List<Operand> operands(Form form, int level, boolean evex) {
    int vectors = evex ? 32 : 16;
    int bits = random.nextBoolean() ? 64 : 32;
    var operands = new ArrayList<Operand>();
    for (var slot : form.slots()) {
      Operand operand =
          switch (slot.place()) {
            case 'i' -> new Imm(immediate(slot.kind()));
            case 's' ->
                Mem.at(
                    gpr(64), new Vec(random.nextInt(vectors), slot.bytes(level)), scale(), far());
            case 'm' ->
                slot.kind() == 'm' || slot.kind() == 'z' || random.nextBoolean()
                    ? memory(form, evex)
                    : register(slot, level, vectors, bits);
            default -> register(slot, level, vectors, bits);
          };
      if (operands.isEmpty() && evex && form.masks() != 'n') {
        if (form.masks() == '!' || random.nextBoolean()) {
          operand =
              new Masked(
                  operand,
                  new Mask(1 + random.nextInt(7)),
                  form.masks() != '!' && operand instanceof Vec && random.nextBoolean());
        }
      }
      operands.add(operand);
    }
    return operands;
  }

  /// Gathers and tile products fault where two of their registers are the same.
  private static boolean apart(Form form, List<Operand> operands) {
    boolean demanded = form.slots().stream().anyMatch(s -> s.place() == 's' || s.kind() == 't');
    var numbers = new ArrayList<Integer>();
    for (var operand : operands) {
      var bare = operand instanceof Masked masked ? masked.of() : operand;
      switch (bare) {
        case Vec vec -> numbers.add(vec.number());
        case Tmm tmm -> numbers.add(tmm.number());
        case Mem mem when mem.byVector() -> numbers.add(mem.index);
        default -> {}
      }
    }
    return !demanded || numbers.stream().distinct().count() == numbers.size();
  }

  private long immediate(char kind) {
    return switch (kind) {
      case 'b' -> random.nextInt(128);
      case 's' -> random.nextInt(-128, 128);
      case 'd' -> random.nextInt();
      case 'u' -> random.nextLong(1L << 32);
      default -> random.nextLong();
    };
  }

  private Operand register(Slot slot, int level, int vectors, int bits) {
    return switch (slot.kind()) {
      case 'k' -> new Mask(random.nextInt(8));
      case 't' -> new Tmm(random.nextInt(8));
      case 'b' -> gpr(8);
      case 'w' -> gpr(16);
      case 'd' -> gpr(32);
      case 'q' -> gpr(64);
      case 'g' -> gpr(bits);
      case 'c' -> new Gpr(1, 8);
      default -> new Vec(random.nextInt(vectors), slot.bytes(level));
    };
  }

  private Gpr gpr(int bits) {
    return new Gpr(random.nextInt(16), bits);
  }

  private int scale() {
    return 1 << random.nextInt(4);
  }

  /// Displacements around the edges of what a byte and a compressed byte hold.
  private int far() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(-129, 130);
      case 2 -> random.nextInt(-130, 131) << random.nextInt(7);
      default -> random.nextInt();
    };
  }

  private Mem memory(Form form, boolean evex) {
    var index = gpr(64);
    var mem =
        switch (index.number() == 4 ? 2 : random.nextInt(4)) {
          case 0 -> Mem.at(gpr(64), index, scale(), far());
          case 1 -> Mem.scaled(index, scale(), far());
          default -> Mem.at(gpr(64), far());
        };
    return evex && form.element() > 0 && random.nextBoolean() ? mem.broadcast() : mem;
  }
}
