package org.ashlar.session.internal;

import java.util.List;
import org.ashlar.backend.Backend;
import org.ashlar.ir.Operator;
import org.ashlar.ir.kernel.KernelProvider;
import org.ashlar.ir.stage.Arrangement;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Narrowing;
import org.ashlar.ir.stage.Recompute;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.ir.stage.Tuning;

/// The services whose coming and going concerns sessions.
final class Services {
  static final List<Class<?>> WATCHED =
      List.of(
          Operator.class,
          Rule.class,
          Narrowing.class,
          Autodiff.class,
          Batching.class,
          Recompute.class,
          Lowering.class,
          Arrangement.class,
          Scheduler.class,
          Tuning.class,
          KernelProvider.class,
          Evaluator.class,
          Backend.class);

  private Services() {}
}
