package org.ashlar.shell.output;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;

/// Where a command writes, and what the reader can see there: lines only, or a line that changes;
/// ASCII only, or block characters.
///
/// @param live whether a line may be written again (a terminal)
/// @param blocks whether block characters can be shown
public record Output(PrintWriter out, boolean live, boolean blocks) {
  /// For a writer on standard output.
  public static Output of(PrintWriter out) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && !"dumb".equals(System.getenv("TERM"));
    var charset = Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"));
    return new Output(out, terminal, charset.name().toUpperCase(Locale.ROOT).startsWith("UTF"));
  }

  @SuppressWarnings(
      "AnnotateFormatMethod") // the annotation would be a library more, for one method
  public void line(String text, Object... arguments) {
    out.println(arguments.length == 0 ? text : String.format(Locale.ROOT, text, arguments));
    out.flush();
  }

  /// A heading with an empty line before it.
  public void title(String text) {
    line("");
    line(text);
  }
}
