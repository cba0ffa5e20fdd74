package org.ashlar.testkit;

import org.ashlar.compiler.Registry;
import org.ashlar.ir.stage.Autodiff;

/// The best provider of a service that a law needs.
final class Blocks {
  private Blocks() {}

  /// The engine of derivatives that the others are compared with.
  static Autodiff autodiff(Registry registry) {
    return registry.find(Autodiff.class).stream()
        .map(p -> p.service())
        .filter(engine -> engine.name().equals("reverse"))
        .findFirst()
        .orElseGet(() -> best(registry, Autodiff.class));
  }

  static <S> S best(Registry registry, Class<S> service) {
    return registry.find(service).stream()
        .findFirst()
        .map(p -> p.service())
        .orElseThrow(() ->
            Laws.broken(
                "no service " + service.getSimpleName() + " is present: this law tried nothing"));
  }
}
