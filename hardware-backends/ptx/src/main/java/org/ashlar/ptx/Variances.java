package org.ashlar.ptx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds how registers and branches differ between the lanes of a warp.
///
/// A register has one answer for its whole life: what holds for all that is written to it. What is
/// written between a branch that lanes take differently and the place where they meet again, and is
/// read behind it, is divergent.
public final class Variances {
  private final Entry entry;
  private final ControlFlow flow;
  private final Liveness liveness;
  private final boolean rows;
  private final Map<String, Variance> registers = new HashMap<>();
  private final Set<Integer> branches = new HashSet<>();

  private Variances(Entry entry, ControlFlow flow, Liveness liveness, boolean rows) {
    this.entry = entry;
    this.flow = flow;
    this.liveness = liveness;
    this.rows = rows;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < entry.instructions().size(); i++) {
        changed |= step(i);
      }
      changed |= spread();
    }
  }

  /// The variances of a verified entry.
  ///
  /// @param rows whether the lanes of a warp always lie in one row of the block: its size in x is a
  ///   multiple of 32
  public static Variances of(Entry entry, ControlFlow flow, Liveness liveness, boolean rows) {
    return new Variances(entry, flow, liveness, rows);
  }

  /// How a register differs; uniform for one that nothing writes.
  public Variance of(String register) {
    return registers.getOrDefault(register, Variance.UNIFORM);
  }

  /// Whether lanes of a warp may go different ways at a branch, return or exit.
  public boolean divergent(int branch) {
    return branches.contains(branch);
  }

  private boolean step(int index) {
    var instruction = entry.instructions().get(index);
    boolean guarded = instruction.guard().isPresent();
    var guard = instruction.guard().map(g -> of(g.predicate())).orElse(Variance.UNIFORM);
    boolean changed = false;
    if (guarded
        && !guard.uniform()
        && Set.of("bra", "ret", "exit").contains(instruction.opcode())) {
      changed = branches.add(index);
    }
    var result = guard.uniform() ? result(instruction) : Variance.DIVERGENT;
    for (int register : liveness.writes(index)) {
      changed |= write(liveness.registers().get(register), result);
    }
    return changed;
  }

  private boolean write(String register, Variance value) {
    var before = registers.get(register);
    var after = before == null ? value : before.join(value);
    registers.put(register, after);
    return !after.equals(before);
  }

  /// Values that leave the region of a divergent branch depend on the way that was taken.
  private boolean spread() {
    boolean changed = false;
    for (int branch : List.copyOf(branches)) {
      int block = flow.blockOf(branch);
      int meet = flow.immediatePostDominator(block);
      if (meet < flow.blocks().size()) {
        var live = liveness.in(meet);
        for (int inside : flow.region(block)) {
          for (int i = flow.blocks().get(inside).first();
              i < flow.blocks().get(inside).end();
              i++) {
            for (int register : liveness.writes(i)) {
              if (live.get(register)) {
                changed |= write(liveness.registers().get(register), Variance.DIVERGENT);
              }
            }
          }
        }
      }
    }
    return changed;
  }

  private Variance result(Instruction instruction) {
    var operands = instruction.operands();
    return switch (instruction.opcode()) {
      case "mov", "cvta", "cvt" ->
          operands.get(0) instanceof Operand.Vector || instruction.type().isFloat()
              ? all(instruction)
              : operand(operands.get(1));
      case "add" ->
          whole(instruction)
              ? operand(operands.get(1)).plus(operand(operands.get(2)), 1)
              : all(instruction);
      case "sub" ->
          whole(instruction)
              ? operand(operands.get(1)).plus(operand(operands.get(2)), -1)
              : all(instruction);
      case "mul" ->
          whole(instruction) && !instruction.has("hi")
              ? product(operands.get(1), operands.get(2))
              : all(instruction);
      case "mad" ->
          whole(instruction) && !instruction.has("hi")
              ? product(operands.get(1), operands.get(2)).plus(operand(operands.get(3)), 1)
              : all(instruction);
      case "shl" ->
          operands.get(2) instanceof Operand.Whole(long by) && by < 63
              ? operand(operands.get(1)).times(1L << by)
              : all(instruction);
      case "atom" -> Variance.DIVERGENT;
      case "ld" ->
          instruction.has("volatile") || instruction.space() == Space.LOCAL
              ? Variance.DIVERGENT
              : all(instruction);
      case "shfl" ->
          instruction.has("idx") && operand(operands.get(2)).uniform()
              ? Variance.UNIFORM
              : Variance.DIVERGENT;
      case "vote", "redux", "activemask" -> Variance.UNIFORM;
      case "match" -> instruction.has("all") ? Variance.UNIFORM : Variance.DIVERGENT;
      case "bar", "barrier" -> Variance.UNIFORM;
      case "ldmatrix", "mma", "wmma" -> Variance.DIVERGENT;
      default -> all(instruction);
    };
  }

  private static boolean whole(Instruction instruction) {
    return instruction.type().isInteger() && !instruction.type().isPair() && !instruction.has("cc");
  }

  private Variance product(Operand a, Operand b) {
    if (a instanceof Operand.Whole(long factor)) {
      return operand(b).times(factor);
    }
    if (b instanceof Operand.Whole(long factor)) {
      return operand(a).times(factor);
    }
    var left = operand(a);
    var right = operand(b);
    return left.uniform() ? right.scaled() : right.uniform() ? left.scaled() : Variance.DIVERGENT;
  }

  /// Uniform if all that it reads is.
  private Variance all(Instruction instruction) {
    var form = Forms.standard().form(instruction);
    boolean uniform = form.reads(instruction).stream().allMatch(r -> of(r).uniform());
    boolean special =
        instruction.operands().stream()
            .allMatch(o -> !(o instanceof Operand.Special) || operand(o).uniform());
    return uniform && special ? Variance.UNIFORM : Variance.DIVERGENT;
  }

  private Variance operand(Operand operand) {
    return switch (operand) {
      case Operand.Register(var name) -> of(name);
      case Operand.Special(var name) -> special(name);
      case Operand.Vector(var elements) ->
          elements.stream().allMatch(e -> operand(e).uniform())
              ? Variance.UNIFORM
              : Variance.DIVERGENT;
      default -> Variance.UNIFORM;
    };
  }

  private Variance special(String name) {
    return switch (name) {
      case "%laneid" -> Variance.affine(1, true);
      case "%tid.x" -> rows ? Variance.affine(1, true) : Variance.DIVERGENT;
      case "%tid.y", "%tid.z" -> rows ? Variance.UNIFORM : Variance.DIVERGENT;
      default -> SpecialRegisters.isUniform(name) ? Variance.UNIFORM : Variance.DIVERGENT;
    };
  }
}
