package org.ashlar.commands.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ashlar.shell.output.Output;
import org.ashlar.shell.output.ProgressBar;
import org.ashlar.train.Course;
import org.ashlar.train.History;
import org.ashlar.train.Progress;

/// Shows on the terminal how a training goes.
final class Show implements Course.Listener {
  private final Output output;
  private final ProgressBar bar;
  private final int batch;
  private final long before;
  private final long start = System.nanoTime();
  private final List<String> warnings = new ArrayList<>();
  private long updates;
  private long skipped;
  private double perSecond;

  Show(Output output, int batch, long before) {
    this.output = output;
    this.bar = new ProgressBar(output, "training");
    this.batch = batch;
    this.before = before;
  }

  @Override
  public void step(Progress at) {
    updates = at.updates();
    skipped = at.skipped();
    perSecond = (at.done() - before) * batch / ((System.nanoTime() - start) / 1e9);
    bar.at(
        at.fraction(),
        String.format(
            Locale.ROOT,
            "pass %d/%d  loss %.4f  rate %.2g  %.0f samples/s",
            at.pass() + 1,
            at.passes(),
            at.loss(),
            at.rate(),
            perSecond));
  }

  @Override
  public void pass(Progress at, History.Pass pass) {
    if (at.passes() <= 100 || pass.pass() % (at.passes() / 50) == 0) {
      output.line(
          "%spass %d: loss %.4f, held out %.4f, %.2f %% right",
          output.live() ? "\r\033[K" : "",
          pass.pass(),
          pass.loss(),
          pass.heldLoss(),
          100 * pass.heldAccuracy());
    }
  }

  @Override
  public void warning(String line) {
    warnings.add(line);
    output.line("%swarning: %s", output.live() ? "\r\033[K" : "", line);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  long updates() {
    return updates;
  }

  long skipped() {
    return skipped;
  }

  double samplesPerSecond() {
    return perSecond;
  }
}
