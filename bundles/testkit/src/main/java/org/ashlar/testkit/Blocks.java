package org.ashlar.testkit;

import org.ashlar.compiler.Registry;

/// The best provider of a service that a law needs.
final class Blocks {
  private Blocks() {}

  static <S> S best(Registry registry, Class<S> service) {
    return registry.find(service).stream()
        .findFirst()
        .map(p -> p.service())
        .orElseThrow(() ->
            Laws.broken(
                "no service " + service.getSimpleName() + " is present: this law tried nothing"));
  }
}
