package org.ashlar.shell.output;

import java.util.Locale;

/// How far long work is: one line that changes on a terminal, else a line for every tenth.
public final class ProgressBar {
  private static final int WIDTH = 30;

  private final Output output;
  private final String what;
  private int shown = -1;

  public ProgressBar(Output output, String what) {
    this.output = output;
    this.what = what;
  }

  /// Says how far the work is.
  ///
  /// @param fraction the part done, 0 … 1
  /// @param note a few words on the state
  public void at(double fraction, String note) {
    int percent = (int) Math.floor(100 * Math.min(1, fraction) + 1e-9);
    int mark = output.live() ? percent : percent / 10;
    if (mark == shown) {
      return;
    }
    boolean first = shown < 0;
    shown = mark;
    if (!output.live()) {
      if (!first || percent == 100) {
        output.line("%s %3d %%  %s", what, percent, note);
      }
      return;
    }
    int full = WIDTH * percent / 100;
    var bar =
        (output.blocks() ? "█" : "#").repeat(full)
            + (output.blocks() ? "░" : ".").repeat(WIDTH - full);
    output
        .out()
        .print(String.format(Locale.ROOT, "\r%s %s %3d %%  %-24s", what, bar, percent, note));
    if (percent == 100) {
      output.out().println();
    }
    output.out().flush();
  }
}
