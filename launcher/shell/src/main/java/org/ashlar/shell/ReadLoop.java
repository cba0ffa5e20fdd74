package org.ashlar.shell;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.TerminalBuilder;

/// Reads command lines until the end of the input, `exit` or `quit`.
///
/// On a terminal with editing, completion and history (kept only where the home folder is
/// writable); otherwise lines of standard input, without a prompt. Lines that are empty or start
/// with `#` do nothing.
final class ReadLoop {
  private final ToIntFunction<List<String>> command;
  private final Supplier<Completion> completion;

  ReadLoop(ToIntFunction<List<String>> command, Supplier<Completion> completion) {
    this.command = command;
    this.completion = completion;
  }

  /// Returns the exit code of the first line that failed, or 0.
  int run() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        ? terminal()
        : lines();
  }

  private int lines() {
    var input =
        new BufferedReader(
            new InputStreamReader(
                System.in, Charset.forName(System.getProperty("stdin.encoding", "UTF-8"))));
    var result = 0;
    try {
      for (var line = input.readLine(); line != null; line = input.readLine()) {
        var words = words(line);
        if (leaves(words)) {
          break;
        }
        result = worse(result, execute(words));
      }
      return result;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "cannot read commands: " + unreadable.getMessage(), unreadable);
    }
  }

  private int terminal() {
    try (var terminal =
        TerminalBuilder.builder().name("ashlar").system(true).jni(false).dumb(true).build()) {
      var builder =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("ashlar")
              .parser(new DefaultParser());
      builder.completer((reader, line, candidates) -> completion.get().complete(line, candidates));
      Optional.ofNullable(System.getenv("HOME"))
          .map(Path::of)
          .filter(home -> Files.isDirectory(home) && Files.isWritable(home))
          .ifPresent(
              home -> builder.variable(LineReader.HISTORY_FILE, home.resolve(".ashlar_history")));
      var reader = builder.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
      var out = new PrintWriter(terminal.writer(), true);
      out.println(
          "ashlar "
              + new Ashlar.Version().getVersion()[0].substring("ashlar ".length())
              + ": --help lists the commands, exit leaves");
      var result = 0;
      while (true) {
        try {
          var words = words(reader.readLine("ashlar> "));
          if (leaves(words)) {
            return result;
          }
          result = worse(result, execute(words));
        } catch (UserInterruptException cleared) {
          // the line is gone, the loop goes on
        } catch (EndOfFileException end) {
          return result;
        }
      }
    } catch (IOException unusable) {
      throw new UncheckedIOException("cannot use the terminal: " + unusable.getMessage(), unusable);
    }
  }

  private int execute(List<String> words) {
    return words.isEmpty() ? 0 : command.applyAsInt(words);
  }

  private static int worse(int first, int next) {
    return first != 0 ? first : next;
  }

  private static boolean leaves(List<String> words) {
    return !words.isEmpty() && (words.getFirst().equals("exit") || words.getFirst().equals("quit"));
  }

  /// Splits a line as the reader of the terminal does: blanks divide, quotes hold together.
  static List<String> words(String line) {
    var text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return List.of();
    }
    var parser = new DefaultParser().eofOnUnclosedQuote(false).eofOnEscapedNewLine(false);
    return parser.parse(text, text.length()).words().stream()
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
