package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.gpu.timing.Effect;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Type;

/// Chooses operations for accesses, barriers, branches and tensor cores; addresses take in sums and
/// shifts.
final class MemorySelector {
  private final Selector selector;

  MemorySelector(Selector selector) {
    this.selector = selector;
  }

  void select(int index, Instruction instruction) {
    switch (instruction.opcode()) {
      case "bra" -> branch(index, instruction);
      case "ret", "exit", "trap" -> selector.add(index, "EXIT").effect = Effect.BRANCH;
      case "bar", "barrier" -> barrier(index, instruction);
      case "membar", "fence" -> {
        selector.add(index, "MEMBAR").effect = Effect.FENCE;
        if (!instruction.has("cta")) {
          selector.add(index, "ERRBAR");
          selector.add(index, "CCTL");
        }
      }
      case "nanosleep" -> selector.add(index, "NANOSLEEP");
      case "prefetch" -> selector.add(index, "CCTL");
      case "cp" -> copy(index, instruction);
      case "mma" -> tensor(index, instruction);
      case "wmma" -> matrix(index, instruction);
      default -> access(index, instruction);
    }
  }

  private void branch(int index, Instruction instruction) {
    boolean next = selector.values.entry.target(instruction) == index + 1;
    if (!next) {
      selector.add(index, "BRA").effect = Effect.BRANCH;
    }
  }

  private void barrier(int index, Instruction instruction) {
    if (instruction.has("warp")) {
      selector.add(index, "WARPSYNC");
      return;
    }
    boolean reduction = instruction.has("red");
    var values = new ArrayList<Value>();
    for (int i = reduction ? 1 : 0; i < instruction.operands().size(); i++) {
      values.add(selector.value(instruction, i));
    }
    selector.add(index, "BAR", values.toArray(Value[]::new)).effect = Effect.BARRIER;
    if (reduction) {
      selector.result(index, "MOV");
    }
  }

  /// The base of an address once sums with numbers are seen through.
  private record Place(Value base, long offset, int zeros) {}

  private Place place(Instruction instruction, Operand.Address address, boolean shared) {
    var base = selector.values.of(address.base());
    long offset = address.offset();
    if (base instanceof Value.Constant(long at)) {
      return new Place(new Value.Constant(0), at + offset, 32);
    }
    for (int depth = 0; depth < 16; depth++) {
      var sum = selector.maker(base, "add", "sub");
      if (sum.isEmpty() || sum.get().type().isFloat() || sum.get().has("cc")) {
        break;
      }
      var a = selector.value(sum.get(), 1);
      var b = selector.value(sum.get(), 2);
      boolean subtracts = sum.get().opcode().equals("sub");
      if (b instanceof Value.Constant(long by) && Math.abs(by) < 1 << 23) {
        offset += subtracts ? -by : by;
        base = a;
      } else if (a instanceof Value.Constant(long by) && !subtracts && Math.abs(by) < 1 << 23) {
        offset += by;
        base = b;
      } else {
        break;
      }
    }
    int zeros = selector.values.zeros(base, 0);
    if (shared) {
      // Addresses of shared memory may be a register times 4, 8 or 16.
      var shift = selector.maker(base, "shl");
      if (shift.isPresent()
          && selector.value(shift.get(), 2) instanceof Value.Constant(long by)
          && by >= 2
          && by <= 4) {
        return new Place(selector.value(shift.get(), 1), offset, zeros);
      }
      var product = selector.maker(base, "mad");
      if (product.isPresent()
          && !product.get().has("hi")
          && selector.value(product.get(), 2) instanceof Value.Constant(long by)
          && (by == 4 || by == 8 || by == 16)
          && selector.value(product.get(), 3) instanceof Value.Constant(long more)) {
        // What is added before is added, times the size, behind: addresses of shared memory are 32
        // bits.
        var inner = selector.value(product.get(), 1);
        long added = 0;
        var sum = selector.maker(inner, "add");
        if (sum.isPresent()
            && sum.get().type().bits() == 32
            && selector.value(sum.get(), 2) instanceof Value.Constant(long number)) {
          inner = selector.value(sum.get(), 1);
          added = number;
        }
        int bits = selector.values.zeros(inner, 0) + Long.numberOfTrailingZeros(by);
        return new Place(inner, offset + more + added * by, Math.min(32, bits));
      }
    }
    return new Place(base, offset, zeros);
  }

  private void access(int index, Instruction instruction) {
    var space = instruction.opcode().equals("ldmatrix") ? Space.SHARED : instruction.space();
    if (space == Space.PARAM) {
      parameter(index, instruction);
      return;
    }
    int at = instruction.opcode().equals("st") || instruction.opcode().equals("red") ? 0 : 1;
    var address = (Operand.Address) instruction.operands().get(at);
    boolean shared = space == Space.SHARED;
    var place = place(instruction, address, shared);
    if (space == Space.CONST && place.base().is(0)) {
      for (int i = 0; i < Math.max(1, instruction.lanes()); i++) {
        selector.result(index, "MOV");
      }
      return;
    }
    selector.global |= space == Space.GLOBAL || space == Space.GENERIC;
    var op = selector.add(index, name(instruction, space), false, new Value[0]);
    address(op, place, index, !shared && space != Space.LOCAL && space != Space.CONST);
    data(op, instruction, at, index);
    for (int register : selector.values.liveness.writes(index)) {
      op.results.add(register);
    }
    op.shared = shared;
    op.bytes =
        instruction.opcode().equals("ldmatrix")
            ? 16
            : instruction.lanes() * instruction.type().bytes();
    op.bypass =
        instruction.has("cg") || instruction.has("cv") || instruction.has("volatile") && !shared;
    op.effect =
        switch (instruction.opcode()) {
          case "st" -> Effect.STORE;
          case "atom", "red" -> Effect.ATOMIC;
          default -> Effect.LOAD;
        };
    op.ordered =
        instruction.has("volatile")
            || instruction.has("relaxed")
            || instruction.has("acquire")
            || op.effect == Effect.ATOMIC;
    if (instruction.opcode().equals("ldmatrix")) {
      op.lanes = instruction.has("x4") ? 32 : instruction.has("x2") ? 16 : 8;
    }
    if (op.effect == Effect.ATOMIC && shared && instruction.type().isFloat()) {
      // Sums of floats in shared memory are tried until nobody came between.
      for (var name : List.of("LDS", "FADD", "ISETP", "BRA", "BSSY")) {
        selector.add(index, name);
      }
    }
  }

  private void address(Op op, Place place, int index, boolean wide) {
    switch (place.base()) {
      case Value.Register(int number) -> op.sources.add(selector.need(number));
      case Value.Bank(var name) ->
          op.sources.add(selector.fetch((wide ? "wide " : "bank ") + name, index));
      case Value.Special(var name) -> op.sources.add(selector.fetch("special " + name, index));
      case Value.Constant _ -> {}
    }
    op.base = place.base().toString();
    op.offset = place.offset();
    op.alignment = 1L << Math.min(20, place.zeros());
  }

  /// What is stored must be in registers; zero always is.
  private void data(Op op, Instruction instruction, int at, int index) {
    for (int i = 0; i < instruction.operands().size(); i++) {
      boolean read = i != at && !(at == 1 && i == 0);
      if (read) {
        var operand = instruction.operands().get(i);
        for (var element :
            operand instanceof Operand.Vector(var elements) ? elements : List.of(operand)) {
          switch (selector.values.of(element)) {
            case Value.Register(int number) -> op.sources.add(selector.need(number));
            case Value.Special(var name) ->
                op.sources.add(selector.fetch("special " + name, index));
            case Value.Bank(var name) ->
                op.sources.add(
                    selector.fetch(
                        (instruction.type().bits() == 64 ? "wide " : "bank ") + name, index));
            case Value.Constant(long bits) -> {
              if (bits != 0) {
                op.sources.add(
                    selector.fetch(
                        (instruction.type().bits() == 64 ? "wide " : "number ") + bits, index));
              }
            }
          }
        }
      }
    }
  }

  private static String name(Instruction instruction, Space space) {
    return switch (instruction.opcode()) {
      case "st" -> space == Space.SHARED ? "STS" : space == Space.LOCAL ? "STL" : "STG";
      case "atom" -> space == Space.SHARED ? "ATOMS" : "ATOM";
      case "red" -> space == Space.SHARED ? "ATOMS" : "RED";
      case "ldmatrix" -> "LDSM";
      default ->
          space == Space.SHARED
              ? "LDS"
              : space == Space.LOCAL ? "LDL" : space == Space.CONST ? "LDC" : "LDG";
    };
  }

  /// Parameters lie in the constant bank; those of several writers are fetched.
  private void parameter(int index, Instruction instruction) {
    for (int register : selector.values.liveness.writes(index)) {
      if (selector.values.of(register) instanceof Value.Register && selector.needed(register)) {
        for (int i = 0; i < Math.max(1, selector.values.type(register).bits() / 32); i++) {
          selector.add(index, "MOV").results.add(register);
        }
      }
    }
  }

  private void copy(int index, Instruction instruction) {
    if (instruction.has("commit_group")) {
      selector.add(index, "LDGDEPBAR").effect = Effect.COMMIT_GROUP;
      return;
    }
    if (instruction.has("wait_group") || instruction.has("wait_all")) {
      var op = selector.add(index, "DEPBAR");
      op.effect = Effect.WAIT_GROUP;
      op.bytes =
          !instruction.operands().isEmpty()
                  && instruction.operands().getFirst() instanceof Operand.Whole(long open)
              ? (int) open
              : 0;
      op.ordered = true;
      return;
    }
    selector.global = true;
    var op = selector.add(index, "LDGSTS", false, new Value[0]);
    address(
        op,
        place(instruction, (Operand.Address) instruction.operands().get(0), true),
        index,
        false);
    address(
        op,
        place(instruction, (Operand.Address) instruction.operands().get(1), false),
        index,
        true);
    op.effect = Effect.COPY_ASYNC;
    op.ordered = true;
    op.bypass = instruction.has("cg");
    op.bytes = instruction.operands().get(2) instanceof Operand.Whole(long size) ? (int) size : 4;
    if (instruction.operands().size() > 3) {
      selector.add(index, "ISETP", selector.value(instruction, 3));
    }
  }

  private void tensor(int index, Instruction instruction) {
    var name =
        instruction.has("tf32")
            ? "HMMA.TF32"
            : instruction.has("s8") || instruction.has("u8")
                ? "IMMA"
                : instruction.has("m16n8k8")
                    ? "HMMA.1688"
                    : instruction.has("f64") ? "DFMA" : "HMMA.16816";
    var op = selector.add(index, name);
    matrices(op, instruction, index, 1);
    var shape =
        instruction.suffixes().stream()
            .filter(s -> s.matches("m\\d+n\\d+k\\d+"))
            .findFirst()
            .orElse("m1n1k1")
            .substring(1)
            .split("[nk]");
    op.floats =
        2
            * Integer.parseInt(shape[0])
            * Integer.parseInt(shape[1])
            * Integer.parseInt(shape[2])
            / 32;
  }

  private void matrices(Op op, Instruction instruction, int index, int from) {
    for (int i = from; i < instruction.operands().size(); i++) {
      if (instruction.operands().get(i) instanceof Operand.Vector(var elements)) {
        for (var element : elements) {
          switch (selector.values.of(element)) {
            case Value.Register(int number) -> op.sources.add(selector.need(number));
            case Value.Constant(long bits) -> {
              if (bits != 0) {
                op.sources.add(selector.fetch("number " + bits, index));
              }
            }
            case Value.Bank(var name) -> op.sources.add(selector.fetch("bank " + name, index));
            case Value.Special(var name) ->
                op.sources.add(selector.fetch("special " + name, index));
          }
        }
      }
    }
    for (int register : selector.values.liveness.writes(index)) {
      op.results.add(register);
    }
  }

  /// The readable form: loads and stores of pieces with addresses from the lane, two products a
  /// multiplication.
  private void matrix(int index, Instruction instruction) {
    if (instruction.has("mma")) {
      for (int i = 0; i < 2; i++) {
        var op = selector.add(index, "HMMA.16816");
        matrices(op, instruction, index, 1);
        op.floats = 16 * 16 * 16 / 32;
      }
      return;
    }
    boolean store = instruction.has("store");
    int at = store ? 0 : 1;
    var space = instruction.space();
    selector.global |= space != Space.SHARED;
    for (var name : Collections.nCopies(5, "IMAD")) {
      selector.add(index, name);
    }
    var place =
        place(instruction, (Operand.Address) instruction.operands().get(at), space == Space.SHARED);
    int count = store ? 4 : instruction.type() == Type.F32 ? 4 : 4;
    for (int i = 0; i < count; i++) {
      var op =
          selector.add(
              index,
              store ? space == Space.SHARED ? "STS" : "STG" : space == Space.SHARED ? "LDS" : "LDG",
              false,
              new Value[0]);
      address(op, place, index, space != Space.SHARED);
      op.base = "";
      op.effect = store ? Effect.STORE : Effect.LOAD;
      op.shared = space == Space.SHARED;
      op.bytes = 4;
      op.ordered = true;
      matrices(op, instruction, index, store ? 1 : 2);
    }
  }
}
