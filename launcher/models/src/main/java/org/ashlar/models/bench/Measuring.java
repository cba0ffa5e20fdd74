package org.ashlar.models.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ashlar.models.bench.report.Report;
import org.ashlar.models.bench.report.Row;
import org.ashlar.models.bench.worker.Job;
import tools.jackson.databind.json.JsonMapper;

/// A suite that is being measured in a process of its own. Where the process ends too early, its
/// case is a row with the error, and another process goes on with the next.
final class Measuring {
  private final Launch launch;
  private final Job job;
  private final Duration limit;
  private final Listener listener;
  private final List<Row> rows = new ArrayList<>();
  private int cases = -1;
  private String peer = "none";
  private double gflops;
  private double bandwidth;
  private String begun = "";
  private volatile boolean late;

  /// Hears how it goes.
  interface Listener {
    void begin(String name, int at, int of);

    void row(Row row);

    /// Hears nothing.
    Listener SILENT =
        new Listener() {
          @Override
          public void begin(String name, int at, int of) {}

          @Override
          public void row(Row row) {}
        };
  }

  /// @param limit the longest that a case may take
  Measuring(Launch launch, Job job, Duration limit, Listener listener) {
    this.launch = launch;
    this.job = job;
    this.limit = limit;
    this.listener = listener;
  }

  /// Measures every case.
  ///
  /// @throws IllegalArgumentException when the process cannot do what it is asked to do
  Report report() {
    while (cases < 0 || rows.size() < cases) {
      int before = rows.size();
      var end = once(job.from(rows.size()));
      if (rows.size() == before && begun.isEmpty()) {
        throw new IllegalArgumentException("bench: the measuring process ended: " + end);
      }
      if (cases < 0 || rows.size() < cases) {
        add(Row.error(begun, late ? "took longer than " + limit.toSeconds() + " s" : end));
      }
    }
    return new Report(job.suite(), job.threads(), peer, gflops, bandwidth, rows);
  }

  /// Runs a process to its end and gives the reason for that.
  private String once(Job part) {
    begun = "";
    late = false;
    try {
      var log = Files.createTempFile(Path.of(job.folder()), "worker", ".log");
      var builder = new ProcessBuilder(launch.command());
      builder.environment().put("CLASSPATH", launch.classPath());
      for (var library : List.of("OMP", "OPENBLAS", "MKL")) {
        builder.environment().put(library + "_NUM_THREADS", Integer.toString(job.threads()));
      }
      var process = builder.redirectError(log.toFile()).start();
      try (var in = process.getOutputStream();
          var out =
              new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        in.write((part.text() + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        var watch = new Watch(process, limit, () -> late = true);
        for (var line = out.readLine(); line != null; line = out.readLine()) {
          watch.again();
          if (line.startsWith("@")) {
            hear(JsonMapper.builder().build().readValue(line.substring(1), Map.class));
          }
        }
        watch.end();
        process.waitFor(10, TimeUnit.SECONDS);
        return "exit code " + process.exitValue() + last(log);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bench: the measuring process: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("bench: interrupted", e);
    }
  }

  private void hear(Map<?, ?> said) {
    if (said.get("cases") instanceof Number n) {
      cases = n.intValue();
    }
    if (said.get("limits") instanceof Map<?, ?> limits) {
      gflops = limits.get("gflops") instanceof Number n ? n.doubleValue() : 0;
      bandwidth = limits.get("gbs") instanceof Number n ? n.doubleValue() : 0;
    }
    if (said.get("peer") instanceof String name) {
      peer = name;
    }
    if (said.get("begin") instanceof String name) {
      begun = name;
      listener.begin(name, rows.size(), cases);
    }
    if (said.get("wrong") instanceof String what) {
      throw new IllegalArgumentException(what);
    }
    if (said.get("row") instanceof Map<?, ?> facts) {
      var named = new LinkedHashMap<String, Object>();
      facts.forEach((key, value) -> named.put(String.valueOf(key), value));
      add(new Row(named));
    }
  }

  private void add(Row row) {
    rows.add(row);
    listener.row(row);
  }

  /// The last thing that the process said; nothing where it said nothing.
  private static String last(Path log) throws IOException {
    var said = Files.readString(log, StandardCharsets.ISO_8859_1).strip().lines().toList();
    return said.isEmpty() ? "" : ": " + said.getLast();
  }
}
