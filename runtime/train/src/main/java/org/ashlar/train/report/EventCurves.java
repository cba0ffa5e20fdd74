package org.ashlar.train.report;

import org.ashlar.train.Course;
import org.ashlar.train.History;
import org.ashlar.train.Progress;

/// Writes the curves of a course to an event file while it runs.
public record EventCurves(EventFile events) implements Course.Listener {
  @Override
  public void step(Progress at) {
    events.scalar("train/loss", at.done(), at.loss());
    if (!Double.isNaN(at.rate())) {
      events.scalar("train/rate", at.done(), at.rate());
    }
  }

  @Override
  public void pass(Progress at, History.Pass pass) {
    events.scalar("train/pass_loss", at.done(), pass.loss());
    events.scalar("held/loss", at.done(), pass.heldLoss());
    events.scalar("held/accuracy", at.done(), pass.heldAccuracy());
    events.flush();
  }
}
