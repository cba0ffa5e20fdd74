package org.ashlar.swap;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Component;

/// One replacement at a time: a second one that is asked for meanwhile is refused.
@Component(service = Turn.class)
public final class Turn {
  private final AtomicReference<String> under = new AtomicReference<>("");

  /// Does work as the only replacement.
  ///
  /// @throws IllegalStateException when one is under way; names it
  <T> T during(String what, Supplier<T> work) {
    if (!under.compareAndSet("", what)) {
      throw new IllegalStateException(
          "swap: "
              + Optional.ofNullable(under.get()).filter(w -> !w.isEmpty()).orElse("another one")
              + " is being replaced: try again when that is done");
    }
    try {
      return work.get();
    } finally {
      under.set("");
    }
  }
}
