package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.PtxError;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Type;

/// Makes steps of an entry's instructions: operands become places, opcodes functions.
final class Decoder {
  private final Kernel kernel;
  private final Slots slots;
  private final Map<String, Long> symbols;

  Decoder(Kernel kernel, Slots slots, Map<String, Long> symbols) {
    this.kernel = kernel;
    this.slots = slots;
    this.symbols = symbols;
  }

  List<Step> steps() {
    var list = new ArrayList<Step>();
    var entry = kernel.entry();
    for (int i = 0; i < entry.instructions().size(); i++) {
      var instruction = entry.instructions().get(i);
      try {
        list.add(step(instruction, i));
      } catch (PtxError e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw new PtxError(
            entry.module().file(), instruction.position(), String.valueOf(e.getMessage()));
      }
    }
    return connected(list);
  }

  private List<Step> connected(List<Step> list) {
    var successors = new ArrayList<int[]>();
    for (int i = 0; i < list.size(); i++) {
      var step = list.get(i);
      successors.add(
          switch (step.kind()) {
            case BRANCH ->
                step.guard() < 0 ? new int[] {step.target()} : new int[] {step.target(), i + 1};
            case END -> step.guard() < 0 ? new int[] {list.size()} : new int[] {list.size(), i + 1};
            default -> new int[] {i + 1};
          });
    }
    var meetings = PostDominators.of(successors);
    for (int i = 0; i < list.size(); i++) {
      var step = list.get(i);
      if (step.kind() == Step.Kind.BRANCH) {
        boolean spins = step.target() <= i && Spins.in(list.subList(step.target(), i + 1));
        list.set(i, step.at(step.target(), meetings[i], spins));
      }
    }
    return List.copyOf(list);
  }

  private Step step(Instruction i, int index) {
    int guard = i.guard().map(g -> slots.register(g.predicate())).orElse(-1);
    boolean negated = i.guard().map(g -> g.negated()).orElse(false);
    var kind = Step.Kind.PLAIN;
    int target = -1;
    int members = -1;
    Action action = new MeetAction();
    switch (i.opcode()) {
      case "bra" -> {
        kind = Step.Kind.BRANCH;
        target = kernel.entry().target(i);
      }
      case "ret", "exit" -> kind = Step.Kind.END;
      case "bar", "barrier" -> {
        if (i.has("warp")) {
          kind = Step.Kind.GATHER;
          members = value(i.operands().getFirst(), Type.B32);
        } else {
          kind = Step.Kind.BARRIER;
          action = barrier(i);
        }
      }
      case "shfl", "vote", "redux", "match" -> {
        kind = Step.Kind.GATHER;
        members = value(i.operands().getLast(), Type.B32);
        action = new Gatherings(this).of(i);
      }
      case "mma", "ldmatrix", "stmatrix", "movmatrix", "wmma" -> {
        kind = Step.Kind.GATHER;
        action = new Matrices(this).of(i, index);
      }
      case "ld", "ldu", "st", "atom", "red", "cp" -> action = new MemoryDecoder(this).of(i, index);
      case "membar",
          "fence",
          "prefetch",
          "prefetchu",
          "nanosleep",
          "pmevent",
          "discard",
          "applypriority",
          "griddepcontrol" -> {}
      case "activemask" ->
          action =
              new VoteAction(
                  VoteAction.Question.ACTIVE,
                  result(i.operands().getFirst()),
                  0,
                  false,
                  -1,
                  Long::sum);
      case "trap", "brkpt" -> action = new TrapAction(index);
      default -> action = new Computations(this).of(i);
    }
    boolean clock =
        i.operands().stream()
            .anyMatch(o -> o instanceof Operand.Special(var name) && Specials.moves(name));
    return new Step(i, kind, guard, negated, action, target, -1, members, clock, false);
  }

  private BarrierAction barrier(Instruction i) {
    var operands = i.operands();
    if (i.has("red")) {
      var result =
          i.has("popc")
              ? BarrierAction.Result.COUNT
              : i.has("and") ? BarrierAction.Result.ALL : BarrierAction.Result.ANY;
      var said = operands.getLast();
      boolean negated = said instanceof Operand.Not;
      int threads = operands.size() == 4 ? value(operands.get(2), Type.U32) : -1;
      return new BarrierAction(
          value(operands.get(1), Type.U32),
          threads,
          false,
          result,
          result(operands.getFirst()),
          value(said instanceof Operand.Not(var p) ? p : said, Type.PRED),
          negated);
    }
    int threads = operands.size() > 1 ? value(operands.get(1), Type.U32) : -1;
    return new BarrierAction(
        value(operands.getFirst(), Type.U32),
        threads,
        i.has("arrive"),
        BarrierAction.Result.NONE,
        -1,
        -1,
        false);
  }

  Slots slots() {
    return slots;
  }

  Kernel kernel() {
    return kernel;
  }

  /// The place of what an operand holds.
  ///
  /// @param type as which a number is read
  int value(Operand operand, Type type) {
    return switch (operand) {
      case Operand.Register(var name) -> slots.register(name);
      case Operand.Special(var name) -> slots.special(name);
      case Operand.Symbol(var name, var offset) -> slots.constant(address(name) + offset);
      case Operand.Generic(var name) -> slots.constant(generic(name));
      case Operand.Whole w -> slots.constant(Slots.bits(w, type));
      case Operand.Single s -> slots.constant(Slots.bits(s, type));
      case Operand.Double d -> slots.constant(Slots.bits(d, type));
      case Operand.Address a -> throw wrong(operand);
      case Operand.Vector v -> throw wrong(operand);
      case Operand.Pair p -> throw wrong(operand);
      case Operand.Not n -> throw wrong(operand);
      case Operand.Arguments a -> throw wrong(operand);
      case Operand.Target t -> throw wrong(operand);
      case Operand.Sink s -> throw wrong(operand);
    };
  }

  private static IllegalArgumentException wrong(Operand operand) {
    return new IllegalArgumentException(
        "operand: a register or a number must stand here: " + operand);
  }

  /// The place that a result goes to.
  int result(Operand operand) {
    return switch (operand) {
      case Operand.Register(var name) -> slots.register(name);
      case Operand.Sink s -> slots.scratch();
      default ->
          throw new IllegalArgumentException("result: a register must stand here: " + operand);
    };
  }

  /// The places of a vector, or of one register.
  int[] results(Operand operand) {
    return operand instanceof Operand.Vector(var elements)
        ? elements.stream().mapToInt(this::result).toArray()
        : new int[] {result(operand)};
  }

  int[] values(Operand operand, Type type) {
    return operand instanceof Operand.Vector(var elements)
        ? elements.stream().mapToInt(e -> value(e, type)).toArray()
        : new int[] {value(operand, type)};
  }

  Access access(Operand operand, Space space, int index) {
    if (!(operand instanceof Operand.Address(var base, var offset))) {
      throw new IllegalArgumentException("address: [register+offset] must stand here: " + operand);
    }
    return switch (base) {
      case Operand.Register(var name) -> new Access(index, space, slots.register(name), offset);
      case Operand.Symbol(var name, var more) ->
          new Access(
              index,
              space,
              -1,
              (space == Space.GENERIC ? generic(name) : address(name)) + more + offset);
      case Operand.Whole(long at) -> new Access(index, space, -1, at + offset);
      default -> throw new IllegalArgumentException("address: a register or variable: " + base);
    };
  }

  /// The address of a variable in its own space.
  private long address(String name) {
    var inside = kernel.address(name);
    if (inside.isPresent()) {
      return inside.get();
    }
    var outside = symbols.get(name);
    if (outside == null) {
      throw new IllegalArgumentException(name + ": no variable of this name");
    }
    return outside;
  }

  private long generic(String name) {
    return address(name)
        + switch (kernel.space(name).orElse(Space.GLOBAL)) {
          case SHARED -> Windows.SHARED;
          case LOCAL -> Windows.LOCAL;
          default -> 0;
        };
  }

  /// Ways of spinning: loops whose end depends on what other threads write.
  private static final class Spins {
    private Spins() {}

    static boolean in(List<Step> loop) {
      Set<String> wanted = new HashSet<>();
      for (var step : loop) {
        if (step.kind() != Step.Kind.PLAIN) {
          step.instruction().guard().ifPresent(g -> wanted.add(g.predicate()));
        }
      }
      int before = -1;
      while (before != wanted.size()) {
        before = wanted.size();
        for (var step : loop) {
          var i = step.instruction();
          if (!i.operands().isEmpty() && Registers.written(i).stream().anyMatch(wanted::contains)) {
            if (foreign(i)) {
              return true;
            }
            wanted.addAll(Registers.read(i));
          }
        }
      }
      return false;
    }

    private static boolean foreign(Instruction i) {
      return i.opcode().equals("atom")
          || i.opcode().equals("ld") && (i.has("volatile") || i.has("acquire") || i.has("relaxed"));
    }
  }
}
