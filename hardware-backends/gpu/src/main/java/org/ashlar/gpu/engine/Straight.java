package org.ashlar.gpu.engine;

/// The plain steps of a kernel as arrays, so that a warp runs over them without a look at each
/// step.
final class Straight {
  private final Action[] actions;
  private final LaneLoop[] loops;
  private final int[] places;
  private final Step[] steps;

  /// Whether a step only does something and reads no clock.
  private final boolean[] plain;

  Straight(java.util.List<Step> list) {
    int count = list.size();
    actions = new Action[count];
    loops = new LaneLoop[count];
    places = new int[4 * count];
    steps = list.toArray(Step[]::new);
    plain = new boolean[count];
    for (int i = 0; i < count; i++) {
      var step = steps[i];
      plain[i] = step.kind() == Step.Kind.PLAIN && !step.clock();
      actions[i] = step.action();
      // Where there is no loop for all lanes, the action is asked.
      loops[i] = NONE;
      if (step.action() instanceof LaneAction lanes && lanes.loop() != null) {
        loops[i] = lanes.loop();
        places[4 * i] = lanes.result;
        places[4 * i + 1] = lanes.a;
        places[4 * i + 2] = lanes.b;
        places[4 * i + 3] = lanes.c;
      }
    }
  }

  private static final LaneLoop NONE = (r, d, a, b, c, mask) -> {};

  /// Executes steps as long as they are plain.
  ///
  /// @return the first that was not executed
  int run(Warp warp, int from, int end, int mask) {
    var r = warp.registers;
    int at = from;
    while (at != end && plain[at]) {
      var step = steps[at];
      int executing = step.guard() < 0 ? mask : Interpreter.guarded(warp, step, mask);
      if (executing != 0) {
        var loop = loops[at];
        if (loop == NONE) {
          actions[at].run(warp, executing);
        } else {
          int p = 4 * at;
          loop.run(r, places[p], places[p + 1], places[p + 2], places[p + 3], executing);
        }
      }
      at++;
    }
    return at;
  }
}
