package org.ashlar.gpu.schedule;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Trial;
import org.ashlar.ir.stage.Scheduler;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Schedules kernels for machines of grids and blocks (targets with the fact `grid`).
///
/// Every loop that may run at once is marked so, parallel loops outside of serial ones where they
/// may be turned around: as many threads as there are results. Products stay whole ({@link
/// Product}).
@Component(service = Scheduler.class)
public final class GridScheduler implements Scheduler {
  /// The fact of a target that says it has grids.
  public static final String GRID = "grid";

  private static final Logger LOG = LoggerFactory.getLogger(GridScheduler.class);

  @Override
  public List<Step> schedule(Kernel kernel, Target target) {
    if (!target.facts().containsKey(GRID)) {
      return List.of();
    }
    var trial = new Trial(kernel);
    var products =
        Product.nests(kernel.body(), target).stream().map(f -> f.index().name()).toList();
    for (var loop : outermost(kernel.body())) {
      if (!products.contains(loop)) {
        nest(loop, trial);
      }
    }
    try {
      Check.kernel(trial.kernel());
    } catch (IllegalArgumentException e) {
      LOG.warn("schedule {}: {}; it runs as it was lowered", kernel.name(), e.getMessage());
      return List.of();
    }
    return trial.steps();
  }

  private static void nest(String outermost, Trial trial) {
    var loops = loops(outermost, trial);
    var parallel = new ArrayList<String>();
    var serial = new ArrayList<String>();
    for (var loop : loops) {
      // tried alone: whether its iterations depend on each other
      var probe = new Trial(trial.kernel());
      (probe.mark(loop, Run.BLOCKS) ? parallel : serial).add(loop);
    }
    if (!parallel.isEmpty() && !serial.isEmpty() && !loops.getFirst().equals(parallel.getFirst())) {
      var order = new ArrayList<>(parallel);
      order.addAll(serial);
      trial.attempt(
          () -> trial.take(new Step.Reorder(order)) && trial.mark(parallel.getFirst(), Run.BLOCKS));
    }
    for (var loop : loops(outermost, trial, loops)) {
      boolean marked =
          Statements.loop(trial.kernel().body(), loop)
              .filter(f -> f.run() == Run.BLOCKS)
              .isPresent();
      if (!marked && !trial.mark(loop, Run.BLOCKS)) {
        // what cannot run at once may hold what can
        Statements.loop(trial.kernel().body(), loop)
            .ifPresent(f -> outermost(f.body()).forEach(name -> nest(name, trial)));
        break;
      }
    }
  }

  /// The names of the outermost loops of a statement.
  private static List<String> outermost(Stmt s) {
    var names = new ArrayList<String>();
    collect(s, names);
    return names;
  }

  private static void collect(Stmt s, List<String> names) {
    switch (s) {
      case Stmt.For f -> names.add(f.index().name());
      case Stmt.Alloc a -> collect(a.body(), names);
      case Stmt.Seq q -> q.body().forEach(inner -> collect(inner, names));
      case Stmt.If i -> {
        collect(i.then(), names);
        collect(i.otherwise(), names);
      }
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> {}
    }
  }

  /// The loops of a perfect nest, outermost first.
  private static List<String> loops(String outermost, Trial trial) {
    var names = new ArrayList<String>();
    var s =
        Statements.loop(trial.kernel().body(), outermost)
            .map(f -> (Stmt) f)
            .orElse(Stmt.Seq.NOTHING);
    while (s instanceof Stmt.For f) {
      names.add(f.index().name());
      s = f.body();
    }
    return names;
  }

  /// The same after they may have been turned around.
  private static List<String> loops(String outermost, Trial trial, List<String> before) {
    for (var name : before) {
      var now = loops(name, trial);
      if (now.size() == before.size()) {
        return now;
      }
    }
    return loops(outermost, trial);
  }
}
