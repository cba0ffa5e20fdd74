package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contracts and blocks are replaced in the midst of a training run: its variables and the states
/// of its rule end with the very bits that they have without any replacement.
class SwapTrainingTest {
  private static final int STEPS = 150;

  /// A command that uses nothing of ours but the door, so that it stays.
  private static final String COMMAND =
      """
      package steps;

      import java.security.MessageDigest;
      import java.util.*;
      import java.util.concurrent.*;
      import org.ashlar.door.*;
      import org.osgi.service.component.annotations.*;
      import picocli.CommandLine.*;
      import picocli.CommandLine.Model.CommandSpec;

      @Component(service = Callable.class, property = "ashlar.command=steps", scope = ServiceScope.PROTOTYPE)
      @Command(name = "steps")
      public final class StepsCommand implements Callable<Integer> {
        private static FutureTask<Integer> running;
        private static volatile int done;
        private final Lesson lesson;
        private final Door door;
        @Spec private CommandSpec spec;
        @Parameters(index = "0") private String what;
        @Parameters(index = "1", defaultValue = "0") private int number;

        @Activate
        public StepsCommand(@Reference Lesson lesson, @Reference Door door) {
          this.lesson = lesson;
          this.door = door;
        }

        @Override
        public Integer call() throws Exception {
          var out = spec.commandLine().getOut();
          switch (what) {
            case "begin" -> {
              done = 0;
              door.put(lesson.step());
              // nothing of the lesson may be held while it is replaced
              var batches = new ArrayList<Map<String, Parcel>>();
              for (int i = 1; i <= number; i++) {
                batches.add(lesson.batch(i));
              }
              running = new FutureTask<>(new Steps(door, batches));
              Thread.ofPlatform().daemon(true).start(running);
            }
            case "done" -> out.println(done);
            case "end" -> {
              running.get();
              var kept = door.take("digits_step");
              var digest = MessageDigest.getInstance("SHA-256");
              for (var variable : new TreeMap<>(kept.variables()).entrySet()) {
                digest.update(variable.getKey().getBytes());
                digest.update(variable.getValue().data().asByteBuffer());
              }
              out.println(kept.variables().size() + " " + HexFormat.of().formatHex(digest.digest()));
            }
            default -> throw new IllegalArgumentException(what);
          }
          return 0;
        }

        /// Nested but apart from the command: what it holds outlives the bundle of the lesson.
        private record Steps(Door door, List<Map<String, Parcel>> batches) implements Callable<Integer> {
          @Override
          public Integer call() {
            for (var batch : batches) {
              door.call("digits_step", batch);
              done++;
            }
            return done;
          }
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void endsWithTheSameBitsAsWithoutAnySwap() throws Exception {
    try (var platform = RunningPlatform.open(folder.resolve("home"))) {
      var jar =
          PluginSource.create(folder, "steps")
              .file("StepsCommand.java", COMMAND)
              .withoutOperator()
              .build();
      var said = platform.run("plugin", "install", jar.toString());
      assertEquals(0, said.code(), said.err());

      run(platform, "steps", "begin", "" + STEPS);
      for (var what : new String[] {"ir", "autodiff", "operators", "cpu", "session"}) {
        int before = done(platform);
        run(platform, "swap", what);
        if (before < STEPS) {
          RunningPlatform.await("steps after " + what, () -> done(platform) > before);
        }
      }
      var swapped = run(platform, "steps", "end");

      run(platform, "steps", "begin", "" + STEPS);
      assertEquals(run(platform, "steps", "end"), swapped);
      assertTrue(swapped.matches("[0-9]{2} [0-9a-f]{64}\\n"), swapped);
    }
  }

  private static int done(RunningPlatform platform) {
    return Integer.parseInt(run(platform, "steps", "done").strip());
  }

  private static String run(RunningPlatform platform, String... line) {
    var said = platform.run(line);
    assertEquals(0, said.code(), String.join(" ", line) + ": " + said.out() + said.err());
    return said.out();
  }
}
