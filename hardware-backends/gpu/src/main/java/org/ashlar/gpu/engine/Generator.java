package org.ashlar.gpu.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Space;

/// Makes a class of a kernel: a thread's registers are locals, its branches are jumps.
///
/// Two forms. Code **without stops** is one method with a loop over the threads of a block around
/// the kernel; what all threads share (arguments, sizes, block) is read once before it. Code **with
/// stops** runs one thread until it must wait for others (barriers, shuffles, products of matrices,
/// ordered atomics), saves the registers that are still needed in the warp's file, and is entered
/// again behind the stop. There it is cut into methods that the virtual machine compiles: 8,000
/// bytes at most. What has no bytecode here is a call of the interpreter's function.
final class Generator {
  private static final int FIRST_PART = 1200;

  private final Kernel kernel;
  private final Liveness liveness;
  private final int count;
  private final boolean[] stop;

  private Generator(Kernel kernel) {
    this.kernel = kernel;
    this.liveness = new Liveness(kernel);
    this.count = kernel.steps().size();
    this.stop = new boolean[count];
  }

  /// @throws Unsupported where the kernel is left to the interpreter
  static Generated of(Kernel kernel) {
    return new Generator(kernel).generated();
  }

  private Generated generated() {
    boolean stops = false;
    boolean ordered = false;
    boolean atomics = false;
    var functions = new LaneFunction[count];
    for (int i = 0; i < count; i++) {
      var step = kernel.step(i);
      var instruction = step.instruction();
      refuse(step, instruction);
      boolean atomic = step.action() instanceof AtomicAction;
      boolean sum = atomic && MemoryWriter.isSum(instruction, returns(instruction, i));
      stop[i] =
          step.kind() == Step.Kind.BARRIER || step.kind() == Step.Kind.GATHER || atomic && !sum;
      stops |= stop[i];
      atomics |= atomic && instruction.space() != Space.SHARED;
      ordered |= atomic && !sum && instruction.space() != Space.SHARED;
      if (step.action() instanceof LaneAction lanes) {
        functions[i] = lanes.function;
      }
    }
    if (!stops) {
      try {
        var code = define(builder -> builder.all());
        if (code != null) {
          return new Generated(code, false, new int[count], functions, false, ordered);
        }
      } catch (Unsupported e) {
        // The other form can do more.
      }
    }
    for (int size = FIRST_PART; size >= 8; size = size * 3 / 4) {
      var cuts = cuts(size);
      var code = define(builder -> builder.parts(cuts));
      if (code != null) {
        var parts = new int[count];
        for (int i = 0; i < count; i++) {
          parts[i] = part(cuts, i);
        }
        boolean lockstep = stops && parts[count - 1] > 0;
        return new Generated(
            code, true, parts, functions, lockstep, ordered || lockstep && atomics);
      }
    }
    throw new Unsupported(
        "an instruction takes more than " + KernelClass.MOST_BYTES + " bytes of code");
  }

  private static void refuse(Step step, Instruction instruction) {
    if (step.clock()) {
      throw new Unsupported("it reads a clock");
    }
    if (step.spins()) {
      throw new Unsupported("it waits for other threads by asking memory again");
    }
    if (instruction.opcode().equals("activemask")) {
      throw new Unsupported("it asks which lanes are together");
    }
    if (instruction.has("volatile") && instruction.space() != Space.GLOBAL) {
      throw new Unsupported("its lanes speak through volatile memory");
    }
  }

  private boolean returns(Instruction atomic, int at) {
    return atomic.opcode().equals("atom")
        && atomic.operands().getFirst() instanceof Operand.Register(var name)
        && liveness.before(at + 1).contains(name);
  }

  private interface Build {
    void in(Methods methods);
  }

  /// @return null where a method is too long to be compiled
  private @org.jspecify.annotations.Nullable ThreadCode define(Build build) {
    var methods = new Methods();
    build.in(methods);
    return KernelClass.define(kernel.name(), methods.bodies).orElse(null);
  }

  /// Where parts begin, the end last: outside loops and where few registers live, as far as that is
  /// possible.
  private int[] cuts(int size) {
    var depth = new int[count + 1];
    for (int i = 0; i < count; i++) {
      int target = kernel.step(i).target();
      if (target >= 0 && target <= i) {
        for (int k = target + 1; k <= i; k++) {
          depth[k]++;
        }
      }
    }
    var cuts = new ArrayList<Integer>(List.of(0));
    while (count - cuts.getLast() > size) {
      int from = cuts.getLast();
      int best = from + size;
      long least = Long.MAX_VALUE;
      for (int i = from + size; i > from + size / 2; i--) {
        long cost = 1000L * depth[i] + liveness.before(i).size();
        if (cost < least) {
          least = cost;
          best = i;
        }
      }
      cuts.add(best);
    }
    cuts.add(count);
    return cuts.stream().mapToInt(i -> i).toArray();
  }

  private static int part(int[] cuts, int instruction) {
    int part = 0;
    while (cuts[part + 1] <= instruction) {
      part++;
    }
    return part;
  }

  /// The methods of one class.
  private final class Methods {
    final Map<String, java.util.function.Consumer<CodeBuilder>> bodies = new TreeMap<>();

    void all() {
      bodies.put("threads", c -> new Body(c, false, 0, count).threads());
    }

    void parts(int[] cuts) {
      var entries = entries(cuts);
      for (int p = 0; p + 1 < cuts.length; p++) {
        int from = cuts[p];
        int to = cuts[p + 1];
        bodies.put("part" + p, c -> new Body(c, true, from, to).part(entries.subSet(from, to)));
      }
    }

    /// Instructions at which a part is entered: the first, those behind stops, targets from other
    /// parts.
    private TreeSet<Integer> entries(int[] cuts) {
      var entries = new TreeSet<Integer>(Set.of(0));
      for (int i = 0; i < count; i++) {
        if (stop[i]) {
          entries.add(i + 1);
        }
        for (int next : Liveness.successors(kernel, i)) {
          if (part(cuts, next) != part(cuts, i)) {
            entries.add(next);
          }
        }
      }
      return entries;
    }
  }

  /// One method: the instructions from one to another.
  private final class Body {
    private final CodeBuilder c;
    private final CodeWriter w;
    private final int from;
    private final int to;
    private final Label[] labels;
    private final Set<String> registers = new LinkedHashSet<>();
    private final Map<String, Integer> uses = new java.util.HashMap<>();
    private final ArithmeticWriter arithmetic;
    private final MemoryWriter memory;
    private final Label end;

    Body(CodeBuilder c, boolean stops, int from, int to) {
      this.c = c;
      this.from = from;
      this.to = to;
      w = new CodeWriter(c, kernel, stops);
      labels = new Label[count + 1];
      for (int i = from; i < to; i++) {
        labels[i] = c.newLabel();
        for (var list :
            List.of(
                Registers.read(kernel.step(i).instruction()),
                Registers.written(kernel.step(i).instruction()))) {
          registers.addAll(list);
          list.forEach(r -> uses.merge(r, 1, Integer::sum));
        }
      }
      end = c.newLabel();
      // What is named most comes first: the first locals take shorter bytecodes.
      registers.stream()
          .sorted(Comparator.comparingInt(r -> -uses.getOrDefault(r, 0)))
          .forEach(w::declare);
      arithmetic = new ArithmeticWriter(w);
      memory = new MemoryWriter(w);
    }

    /// The loop over all threads of a block.
    void threads() {
      var next = new ThreadLoop(c, w, kernel);
      next.begin(liveness.before(0));
      for (int i = from; i < to; i++) {
        instruction(i);
      }
      c.labelBinding(end);
      next.end();
    }

    /// One thread, from an entry.
    void part(Set<Integer> entries) {
      var cases = new ArrayList<SwitchCase>();
      var stubs = new TreeMap<Integer, Label>();
      for (int entry : entries) {
        stubs.put(entry, c.newLabel());
        cases.add(SwitchCase.of(entry, stubs.get(entry)));
      }
      var none = c.newLabel();
      c.iload(3).lookupswitch(none, cases);
      stubs.forEach((entry, label) -> {
        c.labelBinding(label);
        for (var register : liveness.before(entry)) {
          if (w.declared(register)) {
            w.restore(register);
          }
        }
        c.goto_(labels[entry]);
      });
      c.labelBinding(none).loadConstant(ThreadCode.ENDED).ireturn();
      for (int i = from; i < to; i++) {
        instruction(i);
      }
      if (to < count) {
        leave(to);
      }
      c.labelBinding(end).loadConstant(ThreadCode.ENDED).ireturn();
    }

    /// Returns to go on elsewhere, or, for a stop, to wait.
    private void leave(int instruction) {
      save(instruction);
      c.loadConstant(-2 - instruction).ireturn();
    }

    private void save(int instruction) {
      for (var register : liveness.before(instruction)) {
        if (w.declared(register)) {
          w.save(register);
        }
      }
    }

    private void instruction(int index) {
      var step = kernel.step(index);
      c.labelBinding(labels[index]);
      Label skip = null;
      if (step.guard() >= 0) {
        skip = c.newLabel();
        w.push(step.guard(), JavaKind.INT);
        if (step.negated()) {
          c.ifne(skip);
        } else {
          c.ifeq(skip);
        }
      }
      if (stop[index]) {
        save(index);
        c.loadConstant(index).ireturn();
      } else {
        switch (step.kind()) {
          case BRANCH -> {
            if (step.target() >= from && step.target() < to) {
              c.goto_w(labels[step.target()]);
            } else {
              leave(step.target());
            }
          }
          case END -> c.goto_w(end);
          default -> plain(step, index);
        }
      }
      if (skip != null) {
        c.labelBinding(skip);
      }
    }

    private void plain(Step step, int index) {
      var instruction = step.instruction();
      if (step.action() instanceof MeetAction) {
        return;
      }
      if (step.action().memory()) {
        if (!memory.write(instruction, index)) {
          w.escape(instruction, index);
        }
        return;
      }
      boolean carried = step.action() instanceof CarryAction;
      if (!carried && arithmetic.write(instruction)) {
        return;
      }
      if (step.action() instanceof LaneAction lanes) {
        w.function(lanes, instruction, index);
      } else {
        w.escape(instruction, index);
      }
    }
  }
}
