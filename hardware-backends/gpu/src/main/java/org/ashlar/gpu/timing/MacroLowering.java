package org.ashlar.gpu.timing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Type;

/// Lowers PTX by tables: copies vanish, what the machine lacks becomes chains, neighbouring
/// accesses and chains of small integer operations become one, and every block is scheduled.
public final class MacroLowering implements Lowering {
  @Override
  public MachineCode lower(Entry entry) {
    return new Work(entry).code();
  }

  private static final class Work {
    private final Entry entry;
    private final List<Instruction> instructions;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[] parent;
    private final int[] uses;
    private final int[] definitions;
    private final Alignment alignment;

    private Work(Entry entry) {
      this.entry = entry;
      this.instructions = entry.instructions();
      entry.registers().keySet().forEach(name -> numbers.put(name, numbers.size()));
      this.alignment = new Alignment(entry, numbers);
      this.parent = new int[numbers.size() + 1];
      this.uses = new int[parent.length];
      this.definitions = new int[parent.length];
      for (int i = 0; i < parent.length; i++) {
        parent[i] = i;
      }
    }

    private MachineCode code() {
      copied = new int[parent.length];
      for (var each : instructions) {
        if (plainCopy(each)) {
          copied[number(each.operands().get(1))]++;
        }
      }
      for (var each : instructions) {
        if (copy(each)) {
          parent[find(number(each.operands().get(0)))] = find(number(each.operands().get(1)));
        }
      }
      var leaders = leaders();
      var blocks = new ArrayList<MachineBlock>();
      var blockOf = new int[instructions.size()];
      countUses();
      int at = 0;
      for (int first = 0; first < instructions.size(); ) {
        int end = leaders.nextSetBit(first + 1);
        end = end < 0 ? instructions.size() : end;
        var drafts = new ArrayList<Draft>();
        for (int i = first; i < end; i++) {
          blockOf[i] = blocks.size();
          draft(i, drafts);
        }
        Fusion.fuse(drafts, uses, definitions, instructions);
        var operations =
            Scheduling.order(drafts).stream()
                .map(Draft::operation)
                .toArray(MachineOperation[]::new);
        blocks.add(new MachineBlock(first, end, at, operations));
        at += operations.length;
        first = end;
      }
      int registers = new Pressure(entry, blocks, blockOf, this::find, numbers).registers();
      return new MachineCode(entry.name(), blocks, blockOf, parent.length, registers);
    }

    private BitSet leaders() {
      var leaders = new BitSet();
      leaders.set(0);
      entry.labels().values().forEach(leaders::set);
      for (int i = 0; i < instructions.size(); i++) {
        if (ends(instructions.get(i))) {
          leaders.set(i + 1);
        }
      }
      leaders.clear(instructions.size());
      return leaders;
    }

    private static boolean ends(Instruction instruction) {
      return switch (instruction.opcode()) {
        case "bra", "ret", "exit", "bar", "barrier", "brx", "trap" -> true;
        default -> false;
      };
    }

    /// How many copies are made of each register.
    private int[] copied = new int[0];

    /// A copy that costs nothing, as both names are one register: of what is copied once.
    private boolean copy(Instruction instruction) {
      return plainCopy(instruction)
          && (copied[number(instruction.operands().get(1))] == 1
              || !instruction.opcode().equals("mov"));
    }

    private boolean plainCopy(Instruction instruction) {
      boolean plain =
          switch (instruction.opcode()) {
            case "mov", "cvta" -> true;
            case "cvt" -> Macros.of(instruction).isEmpty();
            case "neg", "abs" -> Macros.type(instruction).isFloat();
            default -> false;
          };
      return plain
          && instruction.guard().isEmpty()
          && instruction.operands().size() == 2
          && instruction.operands().get(0) instanceof Operand.Register
          && instruction.operands().get(1) instanceof Operand.Register;
    }

    private int find(int register) {
      int root = register;
      while (parent[root] != root) {
        parent[root] = parent[parent[root]];
        root = parent[root];
      }
      return root;
    }

    private int number(Operand operand) {
      return operand instanceof Operand.Register(var name) && numbers.containsKey(name)
          ? numbers.get(name)
          : parent.length - 1;
    }

    private void countUses() {
      for (int i = 0; i < instructions.size(); i++) {
        if (copy(instructions.get(i))) {
          continue;
        }
        var draft = new Draft(i, Unit.ALU);
        registers(instructions.get(i), draft);
        draft.sources.forEach(each -> uses[each]++);
        draft.results.forEach(each -> definitions[each]++);
      }
    }

    private void draft(int index, List<Draft> drafts) {
      var instruction = instructions.get(index);
      if (copy(instruction)) {
        return;
      }
      switch (instruction.opcode()) {
        case "mov" -> move(index, instruction, drafts);
        case "cvta", "commit", "pragma" -> {}
        case "ld", "ldu", "st", "atom", "red", "ldmatrix", "wmma" ->
            access(index, instruction, drafts);
        case "cp" -> copyAsync(index, instruction, drafts);
        case "bra", "ret", "exit", "brx", "trap" ->
            single(index, Unit.BRANCH, Effect.BRANCH, drafts);
        case "bar", "barrier" -> single(index, Unit.BRANCH, Effect.BARRIER, drafts);
        case "membar", "fence" -> single(index, Unit.BRANCH, Effect.FENCE, drafts);
        case "mma" -> drafts.add(tensor(index, instruction));
        default -> chain(index, instruction, drafts);
      }
    }

    private void single(int index, Unit unit, Effect effect, List<Draft> drafts) {
      var draft = new Draft(index, unit);
      draft.effect = effect;
      registers(instructions.get(index), draft);
      drafts.add(draft);
    }

    private void move(int index, Instruction instruction, List<Draft> drafts) {
      var from = instruction.operands().get(1);
      boolean special =
          from instanceof Operand.Special(var name)
              && !name.startsWith("%ntid")
              && !name.startsWith("%nctaid")
              && !name.startsWith("%nwarpid");
      if (special) {
        single(index, Unit.SPECIAL, Effect.NONE, drafts);
      } else if (from instanceof Operand.Register) {
        single(index, Unit.ALU, Effect.NONE, drafts);
      }
    }

    private void access(int index, Instruction instruction, List<Draft> drafts) {
      var suffixes = instruction.suffixes();
      if (suffixes.contains("param")
          || suffixes.stream().anyMatch(each -> each.startsWith("param::"))) {
        return;
      }
      if (instruction.opcode().equals("wmma") && suffixes.contains("mma")) {
        drafts.add(tensor(index, instruction));
        return;
      }
      if (suffixes.contains("const") && constant(instruction)) {
        return;
      }
      var draft = new Draft(index, Unit.MEMORY);
      draft.effect =
          switch (instruction.opcode()) {
            case "st" -> Effect.STORE;
            case "atom", "red" -> Effect.ATOMIC;
            case "wmma" -> suffixes.contains("store") ? Effect.STORE : Effect.LOAD;
            default -> Effect.LOAD;
          };
      draft.shared =
          suffixes.stream()
              .flatMap(each -> Space.of(each).stream())
              .anyMatch(each -> each == Space.SHARED);
      draft.bypass =
          suffixes.contains("cg")
              || suffixes.contains("cv")
              || suffixes.contains("volatile") && !draft.shared;
      draft.ordered =
          suffixes.contains("volatile")
              || suffixes.contains("relaxed")
              || suffixes.contains("acquire")
              || draft.effect == Effect.ATOMIC;
      draft.bytes = bytes(instruction);
      if (instruction.opcode().equals("ldmatrix")) {
        draft.lanes = suffixes.contains("x4") ? 32 : suffixes.contains("x2") ? 16 : 8;
      }
      registers(instruction, draft);
      drafts.add(draft);
    }

    private static boolean constant(Instruction instruction) {
      return instruction.operands().get(1) instanceof Operand.Address(var base, var offset)
          && !(base instanceof Operand.Register);
    }

    private static int bytes(Instruction instruction) {
      var suffixes = instruction.suffixes();
      if (instruction.opcode().equals("ldmatrix")) {
        return 16;
      }
      if (instruction.opcode().equals("wmma")) {
        return 16;
      }
      int lanes = suffixes.contains("v4") ? 4 : suffixes.contains("v2") ? 2 : 1;
      return lanes * Macros.type(instruction).bytes();
    }

    private void copyAsync(int index, Instruction instruction, List<Draft> drafts) {
      var suffixes = instruction.suffixes();
      var draft = new Draft(index, Unit.MEMORY);
      if (suffixes.contains("commit_group")) {
        draft.effect = Effect.COMMIT_GROUP;
      } else if (suffixes.contains("wait_group") || suffixes.contains("wait_all")) {
        draft.effect = Effect.WAIT_GROUP;
        draft.bytes =
            !instruction.operands().isEmpty()
                    && instruction.operands().getFirst() instanceof Operand.Whole(long open)
                ? (int) open
                : 0;
      } else {
        draft.effect = Effect.COPY_ASYNC;
        draft.bytes =
            instruction.operands().get(2) instanceof Operand.Whole(long size) ? (int) size : 4;
        draft.bypass = suffixes.contains("cg");
      }
      draft.ordered = true;
      registers(instruction, draft);
      drafts.add(draft);
    }

    private Draft tensor(int index, Instruction instruction) {
      var suffixes = instruction.suffixes();
      var unit =
          instruction.opcode().equals("wmma")
              ? Unit.WMMA
              : suffixes.contains("tf32")
                  ? Unit.MMA_TF32
                  : suffixes.contains("s8") || suffixes.contains("u8")
                      ? Unit.MMA_S8
                      : suffixes.contains("m16n8k8") ? Unit.MMA_1688 : Unit.MMA_16816;
      var draft = new Draft(index, unit);
      int products =
          switch (unit) {
            case WMMA -> 16 * 16 * 16;
            case MMA_16816 -> 16 * 8 * 16;
            case MMA_S8 -> 16 * 8 * 32;
            default -> 16 * 8 * 8;
          };
      draft.floats = 2 * products / 32;
      registers(instruction, draft);
      return draft;
    }

    /// The first of a chain reads, the last writes, and each waits for the one before.
    private void chain(int index, Instruction instruction, List<Draft> drafts) {
      var units = Macros.of(instruction);
      if (units.isEmpty()) {
        return;
      }
      var all = new Draft(index, units.getFirst());
      registers(instruction, all);
      for (int i = 0; i < units.size(); i++) {
        var draft = new Draft(index, units.get(i));
        draft.sources.addAll(i == 0 ? all.sources : all.results);
        draft.results.addAll(all.results);
        draft.floats = i == 0 ? Macros.floats(instruction) : 0;
        drafts.add(draft);
      }
    }

    private void registers(Instruction instruction, Draft draft) {
      instruction
          .guard()
          .ifPresent(guard ->
              draft.sources.add(find(numbers.getOrDefault(guard.predicate(), parent.length - 1))));
      boolean writes =
          switch (instruction.opcode()) {
            case "st",
                "red",
                "bra",
                "bar",
                "barrier",
                "ret",
                "exit",
                "membar",
                "fence",
                "cp",
                "brx",
                "trap" ->
                false;
            case "wmma" -> !instruction.suffixes().contains("store");
            default -> true;
          };
      for (int i = 0; i < instruction.operands().size(); i++) {
        operand(instruction.operands().get(i), writes && i == 0, draft);
      }
    }

    private void operand(Operand operand, boolean result, Draft draft) {
      switch (operand) {
        case Operand.Register(var name) ->
            (result ? draft.results : draft.sources).add(find(number(operand)));
        case Operand.Address(var base, var offset) -> {
          if (base instanceof Operand.Register) {
            draft.sources.add(find(number(base)));
            draft.base = find(number(base));
            draft.alignment = alignment.of(((Operand.Register) base).name());
          } else {
            draft.base = -2 - Math.floorMod(base.hashCode(), 1_000_000);
            draft.alignment = 16;
          }
          draft.offset = offset;
        }
        case Operand.Vector(var elements) -> elements.forEach(each -> operand(each, result, draft));
        case Operand.Pair(var first, var second) -> {
          operand(first, result, draft);
          operand(second, result, draft);
        }
        case Operand.Not(var inner) -> operand(inner, result, draft);
        case Operand.Arguments(var elements) ->
            elements.forEach(each -> operand(each, result, draft));
        case Operand.Special s -> {}
        case Operand.Whole w -> {}
        case Operand.Single s -> {}
        case Operand.Double d -> {}
        case Operand.Symbol s -> {}
        case Operand.Generic g -> {}
        case Operand.Target t -> {}
        case Operand.Sink s -> {}
      }
    }
  }

  /// The words of 32 bits of a register.
  static int words(Type type) {
    return switch (type.bits()) {
      case 1 -> 0;
      case 64 -> 2;
      case 128 -> 4;
      default -> 1;
    };
  }
}
