package org.ashlar.train;

import java.util.Map;
import java.util.Optional;

/// How far a trainer is: what its steps depend on besides variables and data.
///
/// @param runs mini-batches done
/// @param updates updates of the variables done; skipped ones do not count
/// @param skipped updates left out, as a gradient was not finite
/// @param scale of the loss
/// @param clean updates since the scale changed last
record Position(long runs, long updates, long skipped, double scale, long clean) {
  static Position start(Optional<LossScale> scale) {
    return new Position(0, 0, 0, scale.map(LossScale::first).orElse(1.0), 0);
  }

  /// A mini-batch was only gathered.
  Position gathered() {
    return new Position(runs + 1, updates, skipped, scale, clean);
  }

  Position updated(Optional<LossScale> rule) {
    boolean grows = rule.isPresent() && clean + 1 >= rule.get().interval();
    return new Position(
        runs + 1,
        updates + 1,
        skipped,
        grows ? Math.min(scale * rule.get().growth(), 0x1p24) : scale,
        grows ? 0 : clean + 1);
  }

  Position skipped(LossScale rule) {
    return new Position(runs + 1, updates, skipped + 1, Math.max(scale * rule.backoff(), 1), 0);
  }

  /// As text, exactly.
  Map<String, String> facts() {
    return Map.of(
        "runs", Long.toString(runs),
        "updates", Long.toString(updates),
        "skipped", Long.toString(skipped),
        "scale", Double.toHexString(scale),
        "clean", Long.toString(clean));
  }

  static Position of(java.util.function.UnaryOperator<String> facts) {
    return new Position(
        Long.parseLong(facts.apply("runs")),
        Long.parseLong(facts.apply("updates")),
        Long.parseLong(facts.apply("skipped")),
        Double.parseDouble(facts.apply("scale")),
        Long.parseLong(facts.apply("clean")));
  }
}
