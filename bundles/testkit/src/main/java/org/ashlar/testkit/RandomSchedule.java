package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;

/// Random steps, of which each kernel of a plan takes those that are legal.
final class RandomSchedule {
  private static final int TRIES = 8;

  private final Random random;
  private long taken;

  RandomSchedule(long seed) {
    this.random = new Random(seed);
  }

  /// How many steps were taken.
  long taken() {
    return taken;
  }

  Plan apply(Plan plan) {
    return new Plan(
        plan.name(),
        plan.sizes(),
        plan.inputs(),
        plan.outputs(),
        plan.workspace(),
        actions(plan.actions()));
  }

  private List<Action> actions(List<Action> actions) {
    var made = new ArrayList<Action>();
    for (var action : actions) {
      made.add(
          switch (action) {
            case Action.Launch(var kernel, var arguments) ->
                new Action.Launch(scheduled(kernel), arguments);
            case Action.Copy copy -> copy;
            case Action.Repeat(var times, var body) -> new Action.Repeat(times, actions(body));
            case Action.Branch(var when, var then, var otherwise) ->
                new Action.Branch(when, actions(then), actions(otherwise));
          });
    }
    return made;
  }

  private Kernel scheduled(Kernel kernel) {
    var scheduled = kernel;
    for (int i = 0; i < TRIES && !loops(scheduled).isEmpty(); i++) {
      try {
        scheduled = Check.kernel(Schedule.apply(step(scheduled), scheduled));
        taken++;
      } catch (IllegalArgumentException illegal) {
        // the kernel stays as it is
      }
    }
    return scheduled;
  }

  private Step step(Kernel kernel) {
    var loops = loops(kernel);
    var buffers = new ArrayList<Buffer>(Writes.of(kernel));
    buffers.addAll(Reads.of(kernel));
    var loop = any(loops);
    return switch (random.nextInt(9)) {
      case 0, 1 -> new Step.Split(loop, 1 + random.nextInt(6));
      case 2 -> new Step.Fuse(loop, any(loops));
      case 3 -> new Step.Reorder(List.of(loop, any(loops)));
      case 4 -> new Step.Hoist(any(buffers).name(), loop);
      case 5 -> new Step.Stage(any(buffers).name(), loop, Space.SCRATCH, List.of(), 1);
      case 6 -> new Step.Factor(loop, 2 + random.nextInt(3));
      case 7 -> new Step.Tensorise(loops.getFirst(), any(loops), loops.getLast());
      default -> new Step.Mark(loop, any(List.of(Run.values())));
    };
  }

  private static List<String> loops(Kernel kernel) {
    var names = new java.util.LinkedHashSet<String>();
    Statements.visit(
        kernel.body(),
        s -> {
          if (s instanceof Stmt.For(var index, _, _, _)) {
            names.add(index.name());
          }
        });
    return List.copyOf(names);
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
