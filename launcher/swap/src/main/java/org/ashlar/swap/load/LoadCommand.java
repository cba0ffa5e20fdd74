package org.ashlar.swap.load;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.ashlar.shell.output.Json;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Predictions from several threads, with live counters.
@Component(
    service = Callable.class,
    property = "ashlar.command=load",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description =
        "Predictions from several threads through the door, every answer checked: start, show, stop.")
public final class LoadCommand implements Callable<Integer> {
  private final Running running;

  @Spec private @Nullable CommandSpec spec;

  @Activate
  public LoadCommand(@Reference Running running) {
    this.running = running;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(line(), "load: say what to do: start, show or stop");
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Starts threads of predictions.")
  int start(
      @Option(
              names = "--threads",
              paramLabel = "N",
              defaultValue = "4",
              description = "From 1 to 64; default: ${DEFAULT-VALUE}")
          int threads) {
    if (threads < 1 || threads > 64) {
      throw new CommandLine.ParameterException(
          line(), "load: --threads must be from 1 to 64: " + threads);
    }
    running.start(threads);
    out().println(threads + " threads send predictions; load show counts them");
    return 0;
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows the counters.")
  int show(@Option(names = "--json", description = "Prints JSON.") boolean json) {
    return print(running.traffic(), json);
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stops the threads and shows the counters.")
  int stop(@Option(names = "--json", description = "Prints JSON.") boolean json) {
    return print(running.stop(), json);
  }

  /// 1 when a request failed or an answer was wrong.
  private int print(Traffic t, boolean json) {
    if (json) {
      out()
          .println(
              Json.of(
                  Map.of(
                      "requests",
                      t.requests(),
                      "failures",
                      t.failures(),
                      "wrong",
                      t.wrong(),
                      "seconds",
                      t.seconds(),
                      "versions_seen",
                      new TreeSet<>(t.versions()),
                      "latency_ms",
                      Map.of("p50", t.p50(), "p99", t.p99(), "max", t.max()))));
    } else {
      out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%d requests in %.1f s, %d failed, %d wrong; latency %.2f ms (median), %.1f ms (99 %%), %.0f ms (worst)",
                  t.requests(),
                  t.seconds(),
                  t.failures(),
                  t.wrong(),
                  t.p50(),
                  t.p99(),
                  t.max()));
      wrapped("answered by: ", new ArrayList<>(new TreeSet<>(t.versions())))
          .forEach(out()::println);
    }
    return t.failures() == 0 && t.wrong() == 0 ? 0 : 1;
  }

  private static List<String> wrapped(String head, List<String> words) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder(head);
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i) + (i < words.size() - 1 ? ", " : "");
      if (line.length() + word.length() > 98) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(head.length()));
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
  }

  private PrintWriter out() {
    return line().getOut();
  }
}
