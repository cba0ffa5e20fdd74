package org.ashlar.compiler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.backend.Backend;
import org.ashlar.ir.Operator;
import org.ashlar.ir.kernel.KernelProvider;
import org.ashlar.ir.stage.Arrangement;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Recompute;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;

/// Finds out whose code threw: a block that calls an operator is not to blame for what the operator
/// does.
final class Blame {
  private static final List<Class<?>> SERVICES =
      List.of(
          Operator.class,
          Rule.class,
          Lowering.class,
          Arrangement.class,
          Scheduler.class,
          Autodiff.class,
          Batching.class,
          Recompute.class,
          Evaluator.class,
          KernelProvider.class,
          Backend.class);

  private final Map<String, Provider<?>> byClass = new HashMap<>();

  /// Blames nobody.
  Blame() {}

  static Blame of(Registry registry) {
    var blame = new Blame();
    for (var service : SERVICES) {
      for (var provider : registry.find(service)) {
        blame.byClass.putIfAbsent(outer(provider.service().getClass().getName()), provider);
      }
    }
    return blame;
  }

  /// The provider whose class is nearest to where it was thrown.
  Optional<Provider<?>> of(Throwable e) {
    for (var frame : e.getStackTrace()) {
      var provider = byClass.get(outer(frame.getClassName()));
      if (provider != null) {
        return Optional.of(provider);
      }
    }
    return Optional.empty();
  }

  /// `operator gelu`, `MyLowering`
  static String name(Provider<?> provider) {
    var type = provider.service().getClass().getSimpleName();
    return provider.service() instanceof Operator ? "operator " + type : type;
  }

  private static String outer(String type) {
    int nested = type.indexOf('$');
    return nested < 0 ? type : type.substring(0, nested);
  }
}
