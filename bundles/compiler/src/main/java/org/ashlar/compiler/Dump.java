package org.ashlar.compiler;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects the text of each stage of one compilation: for an explanation, for files, for the lines
/// that `ashlar.debug` asks for. Texts are made only where somebody wants them.
final class Dump {
  private static final Logger LOG = LoggerFactory.getLogger(Dump.class);

  private final Settings settings;
  private final String program;
  private final boolean keep;
  private final Blame blame;
  private final List<Explanation.Stage> stages = new ArrayList<>();
  private Supplier<String> latest = () -> "";
  private Optional<Path> folder = Optional.empty();
  private int number;

  /// @param keep whether an explanation is wanted
  /// @param blame who may be at fault
  Dump(Settings settings, String program, boolean keep, Blame blame) {
    this.settings = settings;
    this.program = program.replaceAll("[^A-Za-z0-9_.-]", "_");
    this.keep = keep;
    this.blame = blame;
  }

  /// The program after a stage.
  ///
  /// @param level the `ashlar.debug` from which on it is told
  void stage(String name, int level, Supplier<String> text) {
    latest = text;
    if (!keep && settings.dump().isEmpty() && settings.debug() < level) {
      return;
    }
    var made = text.get();
    if (keep) {
      stages.add(new Explanation.Stage(name, made));
    }
    settings.tell(level, program + ": " + name + "\n" + made.stripTrailing());
    if (settings.dump().isPresent()) {
      file("%02d-%s.txt".formatted(number++, name.replaceAll("[^A-Za-z0-9_.-]+", "-")), made);
    }
  }

  Blame blame() {
    return blame;
  }

  Explanation explanation() {
    return new Explanation(stages);
  }

  /// Writes the program before a failed stage, with what went wrong; the path for the message.
  Optional<Path> write(String stage, Throwable failure) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return write(stage, trace.toString());
  }

  synchronized Optional<Path> write(String stage, String facts) {
    String text;
    try {
      text = latest.get();
    } catch (RuntimeException | LinkageError e) {
      text = "(not printable: " + e + ")\n";
    }
    return file("before-" + stage + ".txt", text + "\n" + facts.stripTrailing() + "\n");
  }

  private Optional<Path> file(String name, String text) {
    try {
      if (folder.isEmpty()) {
        folder = Optional.of(newFolder());
      }
      var file = folder.get().resolve(name);
      Files.writeString(file, text);
      return Optional.of(file);
    } catch (IOException | RuntimeException e) {
      LOG.warn("dump: cannot write {} of {}: {}", name, program, e.toString());
      return Optional.empty();
    }
  }

  /// One folder a compilation: several processes and threads may share the parent.
  private Path newFolder() throws IOException {
    if (settings.dump().isEmpty()) {
      return Files.createTempDirectory("ashlar-" + program + "-");
    }
    var parent = Files.createDirectories(settings.dump().get());
    for (int i = 0; ; i++) {
      var path = parent.resolve(program + (i == 0 ? "" : "-" + i));
      try {
        return Files.createDirectory(path);
      } catch (FileAlreadyExistsException e) {
        if (i == 9999) {
          throw e;
        }
      }
    }
  }
}
