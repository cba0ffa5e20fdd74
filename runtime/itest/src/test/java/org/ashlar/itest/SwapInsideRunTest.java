package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/// A backend that is stopped by the very run that it computes: the run ends well, the next ones go
/// elsewhere.
class SwapInsideRunTest {
  private static final String BACKEND =
      """
      package inside;

      import java.util.List;
      import org.ashlar.backend.*;
      import org.ashlar.ir.kernel.*;
      import org.osgi.service.component.annotations.*;

      @Component(service = Backend.class)
      public final class StoppedBackend implements Backend {
        private final Backend inner;
        private final Target target;

        @Activate
        public StoppedBackend(
            @Reference(target = "(component.name=org.ashlar.reference.ReferenceBackend)") Backend inner) {
          this.inner = inner;
          var t = inner.targets().getFirst();
          target = new Target("inside", t.vectorBytes(), t.registers(), t.cores(), t.bytes(), t.matrix(), t.dtypes(), t.facts());
        }

        @Override
        public List<Target> targets() {
          return List.of(target);
        }

        @Override
        public Support supports(Kernel unscheduled, Target on) {
          return Support.YES;
        }

        @Override
        public Executable compile(Plan plan, Target on) {
          return inner.compile(plan, inner.targets().getFirst());
        }

        @Override
        public Device open(Target on) {
          var device = inner.open(inner.targets().getFirst());
          return new Device() {
            @Override
            public Target target() {
              return target;
            }

            @Override
            public Memory allocate(long bytes) {
              return device.allocate(bytes);
            }

            @Override
            public void copy(Memory to, long at, Memory from, long start, long bytes) {
              device.copy(to, at, from, start, bytes);
            }

            @Override
            public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
              if (System.getProperties().remove("inside.stop") instanceof Runnable stop) {
                stop.run();
              }
              return device.launch(what, arguments, sizes);
            }

            @Override
            public void close() {
              device.close();
            }
          };
        }
      }
      """;

  private static final String COMMAND =
      """
      package asks;

      import java.util.Map;
      import java.util.Optional;
      import java.util.Set;
      import java.util.concurrent.Callable;
      import org.ashlar.ir.TensorData;
      import org.ashlar.session.*;
      import org.osgi.service.component.annotations.*;
      import picocli.CommandLine.Command;
      import picocli.CommandLine.Model.CommandSpec;
      import picocli.CommandLine.Spec;

      @Component(service = Callable.class, property = "ashlar.command=asks", scope = ServiceScope.PROTOTYPE)
      @Command(name = "asks")
      public final class AsksCommand implements Callable<Integer> {
        private final Ashlar ashlar;
        @Spec private CommandSpec spec;

        @Activate
        public AsksCommand(@Reference Ashlar ashlar) {
          this.ashlar = ashlar;
        }

        @Override
        public Integer call() {
          var text = "function f(x: f32[2]) -> (y) {\\n  y = relu(x) : f32[2]\\n}\\n";
          var program = new ProgramText("asks", text, Set.of(), Optional.empty(), Optional.of("inside"));
          try (var session = ashlar.session(program, Map.of())) {
            for (int run = 0; run < 3; run++) {
              if (run == 1) {
                System.getProperties().put("inside.stop", System.getProperties().remove("inside.stop.later"));
              }
              var answer = session.run(Map.of("x", TensorData.of(new float[] {-1, run}, 2)));
              spec.commandLine().getOut().println(java.util.Arrays.toString(answer.only().toFloats()) + " inside: "
                  + answer.versions().containsKey("inside"));
            }
          }
          return 0;
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void theRunThatStopsItsBackendEndsWellAndTheNextGoElsewhere() throws Exception {
    try (var platform = RunningPlatform.open(folder.resolve("home"))) {
      var inside =
          PluginSource.create(folder, "inside").file("StoppedBackend.java", BACKEND).build();
      var asks = PluginSource.create(folder, "asks").file("AsksCommand.java", COMMAND).build();
      for (var jar : new Path[] {inside, asks}) {
        var said = platform.run("plugin", "install", jar.toString());
        assertEquals(0, said.code(), said.err());
      }
      System.getProperties()
          .put("inside.stop.later", (Runnable) () -> stop(platform.bundle("inside").orElseThrow()));
      var said = platform.run("asks");
      assertEquals(
          "[0.0, 0.0] inside: true\n[0.0, 1.0] inside: true\n[0.0, 2.0] inside: false\n",
          said.out(),
          said.err());
      assertTrue(platform.run("explain", "relu").code() == 0);
    } finally {
      System.getProperties().remove("inside.stop.later");
    }
  }

  private static void stop(Bundle bundle) {
    try {
      bundle.stop();
    } catch (BundleException e) {
      throw new IllegalStateException(e);
    }
  }
}
