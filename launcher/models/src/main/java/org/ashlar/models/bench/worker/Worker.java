package org.ashlar.models.bench.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.backend.Backend;
import org.ashlar.models.bench.measure.Pace;
import org.ashlar.models.bench.peer.Peer;
import org.ashlar.models.bench.suite.Case;
import org.ashlar.models.bench.suite.Suites;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Readers;
import org.ashlar.session.Ashlar;

/// The process that measures: apart from the platform's, so that its threads and its memory are its
/// own, and so that a peer that takes the process with it is told.
///
/// It reads a {@link Job} as one line and writes lines that begin with `@`. Libraries write what
/// they like to standard output; they get standard error instead.
public final class Worker {
  /// Large enough for peers that compute deep in the stack of the calling thread.
  private static final long STACK = 256L << 20;

  private Worker() {}

  /// With no peer but this system itself.
  public static void main(String[] arguments) throws InterruptedException {
    main(List.of());
  }

  /// With others.
  public static void main(List<Peer> peers) throws InterruptedException {
    var out = System.out;
    System.setOut(System.err);
    var code = new int[] {1};
    var thread = new Thread(null, () -> code[0] = run(peers, out), "bench", STACK);
    thread.setContextClassLoader(Worker.class.getClassLoader());
    thread.start();
    thread.join();
    System.exit(code[0]);
  }

  private static int run(List<Peer> peers, PrintStream out) {
    // not closed: who reads it at the end would be waited for
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var ashlar = Ashlar.open()) {
      var job = Job.of(Optional.ofNullable(in.readLine()).orElse("{}"));
      Thread.ofPlatform().daemon().start(() -> endWith(in));
      var cases =
          Suites.cases(job.suite(), job.models(), job.sizes(), new Readers(ashlar.registry()));
      var peer = peer(job, peers);
      if (job.isFirst()) {
        first(out, cases, peer, job);
      } else {
        all(out, ashlar, cases, peer, job);
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      say(out, "wrong", String.valueOf(e.getMessage()));
      return 1;
    }
  }

  /// Ends this process when the one that asked is gone.
  private static void endWith(BufferedReader in) {
    try {
      while (in.read() >= 0) {
        // nothing more is said
      }
    } catch (IOException e) {
      // it is gone
    }
    Runtime.getRuntime().halt(1);
  }

  private static void all(
      PrintStream out, Ashlar ashlar, List<Case> all, Optional<Peer> peer, Job job) {
    var cases = all.stream().filter(test -> test.name().contains(job.match())).toList();
    say(out, "cases", cases.size());
    var limits = limits(ashlar, job);
    say(out, "limits", Map.of("gflops", limits.operations(), "gbs", limits.bandwidth()));
    say(out, "peer", peer.map(p -> p.name() + " " + p.version()).orElse("none"));
    var trial =
        new Trial(
            new Ours(job.device(), job.precision()),
            peer,
            job.threads(),
            pace(job.pace()),
            job.clock(),
            job.profile(),
            limits,
            Path.of(job.folder()));
    for (var test : cases.subList(job.from(), cases.size())) {
      say(out, "begin", test.name());
      say(out, "row", trial.row(test).facts());
    }
  }

  private static void first(PrintStream out, List<Case> all, Optional<Peer> peer, Job job) {
    var test = all.stream().filter(t -> t.name().equals(job.match())).findFirst().orElseThrow();
    say(out, "cases", 1);
    say(out, "begin", test.name());
    var side = peer.orElseGet(() -> new Ours(job.device(), job.precision()));
    var row = FirstAnswer.of(side, peer.isEmpty(), test, job.threads(), Path.of(job.folder()));
    say(out, "row", row.facts());
  }

  private static Limits limits(Ashlar ashlar, Job job) {
    var name = Machines.named(ashlar.registry(), Optional.of(job.device()));
    for (var backend : ashlar.registry().find(Backend.class)) {
      for (var target : backend.service().targets()) {
        if (target.name().equals(name)) {
          try (var device = backend.service().open(target)) {
            return Limits.of(device, job.threads());
          }
        }
      }
    }
    return new Limits(0, 0);
  }

  private static void say(PrintStream out, String what, Object value) {
    out.println(Job.line(what, value));
    out.flush();
  }

  private static Optional<Peer> peer(Job job, List<Peer> peers) {
    return switch (job.peer()) {
      case "none" -> Optional.empty();
      case "reference" -> Optional.of(new Ours("reference"));
      default ->
          Optional.of(
              peers.stream()
                  .filter(p -> p.name().equals(job.peer()))
                  .findFirst()
                  .orElseThrow(() ->
                      new IllegalArgumentException(
                          "bench: there is no peer "
                              + job.peer()
                              + ": there are none, reference"
                              + peers.stream()
                                  .map(p -> ", " + p.name())
                                  .reduce("", String::concat))));
    };
  }

  private static Pace pace(String name) {
    return switch (name) {
      case "quick" -> Pace.QUICK;
      case "once" -> Pace.ONCE;
      default -> Pace.FULL;
    };
  }
}
