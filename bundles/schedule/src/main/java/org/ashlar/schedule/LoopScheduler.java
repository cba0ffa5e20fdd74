package org.ashlar.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.kernel.Chain;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Trial;
import org.ashlar.ir.stage.Scheduler;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Schedules kernels for processors with vectors and cores, by the shape of their loops.
///
/// Each nest gets the first recipe that fits: {@link Tiles} (products, convolutions, reductions
/// over outer axes), {@link Dots} (reductions over the innermost axis), {@link Columns} (rows that
/// are neighbours), {@link Lanes} (element by element), else its parts are looked at alone. Every
/// step is tried for its legality when it is chosen, so what comes out is legal for every kernel;
/// the same kernel and target always give the same steps. A target without vectors and cores gets
/// none. Nests that the target takes as products ({@link Product}) stay whole, and so do the loops
/// over batches and rows of a chain ({@link Chain}) where the target runs such by rows.
@Component(service = Scheduler.class)
public final class LoopScheduler implements Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger(LoopScheduler.class);

  @Override
  public List<Step> schedule(Kernel kernel, Target target) {
    if (target.vectorBytes() == 0 && target.cores() < 2) {
      return List.of();
    }
    var trial = new Trial(kernel);
    var chain =
        target.facts().getOrDefault(Chain.FACT, 0.0) == 1
            ? Chain.of(kernel.body())
            : Optional.<Chain>empty();
    if (chain.isPresent()) {
      chain.get().links().forEach(link -> rows(link, trial, target));
    } else {
      var products = Product.nests(kernel.body(), target);
      for (var nest : Nest.outermost(kernel.body())) {
        if (!products.contains(nest.loops().getFirst())) {
          nest(nest, List.of(), trial, target);
        }
      }
    }
    try {
      Check.kernel(trial.kernel());
    } catch (IllegalArgumentException e) {
      LOG.warn("schedule {}: {}; it runs as it was lowered", kernel.name(), e.getMessage());
      return List.of();
    }
    LOG.debug("schedule {}: {}", kernel.name(), KernelText.of(new Schedule(trial.steps())));
    return trial.steps();
  }

  /// What a row of a chain does; its loops around are the backend's.
  private static void rows(Chain.Link link, Trial trial, Target target) {
    if (link.product().isEmpty()) {
      for (var inner : Nest.outermost(link.body())) {
        nest(inner, List.of(link.row()), trial, target);
      }
    }
  }

  private static void nest(Nest nest, List<Stmt.For> around, Trial trial, Target target) {
    if (nest.isFlat()) {
      Lanes.take(Lanes.divided(nest, trial), around, trial, target);
    } else if (!Tiles.take(nest, around, trial, target)
        && !Dots.take(nest, around, trial, target)
        && !Columns.take(nest, around, trial, target)) {
      var inside = new ArrayList<>(around);
      inside.addAll(nest.loops());
      for (var inner : Nest.outermost(nest.body())) {
        nest(inner, inside, trial, target);
      }
      if (around.isEmpty()) {
        Cores.mark(
            nest.loops().stream().map(f -> f.index().name()).toList(),
            nest.loops().getFirst(),
            trial,
            target);
      }
    }
  }
}
