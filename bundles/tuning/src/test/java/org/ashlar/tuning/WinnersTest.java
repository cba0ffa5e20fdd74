package org.ashlar.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Tuning;
import org.ashlar.ir.stage.Tuning.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept, for whom, and what becomes of it in bad times.
class WinnersTest {
  private static final Map<String, Double> FACTS = Map.of("cut_rows", 48.0, "cut_vectors", 2.0);

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("caches").resolve("tuning.mv");
  }

  private Winners winners() {
    return new Winners(Optional.of(file()));
  }

  private static Kernel kernel(String name, int size) {
    return KernelParse.kernel(
        """
        kernel %s(x: f32[%d], y: f32[%d])
          for i0 < %d
            y[i0] = x[i0] + 1.0
        """
            .formatted(name, size, size, size));
  }

  private static Target target(int cores, double machine) {
    return new Target(
        "cpu", 64, 32, cores, Map.of(), List.of(), Set.of(), Map.of(Tuning.MACHINE, machine));
  }

  private static void keep(Winners winners, Kernel kernel, String model) {
    winners.keep(Stage.CODE, kernel, Set.of(), target(2, 7), FACTS, 1.25, model);
  }

  @Test
  void whatIsKeptIsFoundByOthers() {
    var one = winners();
    long before = one.state();
    keep(one, kernel("a", 8), "net.onnx");
    assertTrue(one.state() != before);
    var other = winners();
    var kernel = kernel("of_another_name", 8);
    assertEquals(FACTS, other.facts(Stage.CODE, kernel, Set.of(), target(2, 7)));
    assertEquals(FACTS, one.facts(Stage.CODE, kernel, Set.of(), target(2, 7)));
    var listed = other.winners();
    assertEquals(1, listed.size());
    assertEquals("a", listed.getFirst().kernel());
    assertEquals("net.onnx", listed.getFirst().model());
    assertEquals("7", listed.getFirst().machine());
    assertEquals(1.25, listed.getFirst().ratio());
    assertEquals(FACTS, listed.getFirst().facts());
  }

  @Test
  void nobodyElseFindsIt() {
    keep(winners(), kernel("a", 8), "net.onnx");
    var other = winners();
    var kernel = kernel("a", 8);
    assertEquals(Map.of(), other.facts(Stage.SCHEDULE, kernel, Set.of(), target(2, 7)));
    assertEquals(Map.of(), other.facts(Stage.CODE, kernel("a", 9), Set.of(), target(2, 7)));
    assertEquals(Map.of(), other.facts(Stage.CODE, kernel, Set.of(), target(1, 7)));
    assertEquals(Map.of(), other.facts(Stage.CODE, kernel, Set.of(), target(2, 8)));
    var constant = Set.of(kernel.parameters().getFirst());
    assertEquals(Map.of(), other.facts(Stage.CODE, kernel, constant, target(2, 7)));
  }

  @Test
  void noFactsForgetAKernel() {
    var winners = winners();
    keep(winners, kernel("a", 8), "net.onnx");
    winners.keep(Stage.CODE, kernel("a", 8), Set.of(), target(2, 7), Map.of(), 1, "net.onnx");
    assertEquals(List.of(), winners().winners());
  }

  @Test
  void forgetsAModelOrAll() {
    var winners = winners();
    keep(winners, kernel("a", 8), "one.onnx");
    keep(winners, kernel("b", 9), "two.onnx");
    keep(winners, kernel("c", 10), "two.onnx");
    assertEquals(2, winners.forget("two.onnx"));
    assertEquals(1, winners().winners().size());
    assertEquals(Map.of(), winners.facts(Stage.CODE, kernel("b", 9), Set.of(), target(2, 7)));
    assertEquals(FACTS, winners.facts(Stage.CODE, kernel("a", 8), Set.of(), target(2, 7)));
    assertEquals(1, winners.forget(""));
    assertFalse(Files.exists(file()));
  }

  @Test
  void whereThereIsNothingNothingIsMade() {
    var winners = winners();
    assertEquals(Map.of(), winners.facts(Stage.CODE, kernel("a", 8), Set.of(), target(2, 7)));
    assertEquals(List.of(), winners.winners());
    assertFalse(Files.exists(file()));
  }

  @Test
  void damageIsSaidAndHeuristicsChoose() throws IOException {
    keep(winners(), kernel("a", 8), "net.onnx");
    var bytes = Files.readAllBytes(file());
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (31 * i);
    }
    Files.write(file(), bytes);
    var winners = winners();
    assertEquals(Map.of(), winners.facts(Stage.CODE, kernel("a", 8), Set.of(), target(2, 7)));
    var e = assertThrows(IllegalStateException.class, winners::winners);
    assertTrue(
        e.getMessage()
            .startsWith(
                "tuning "
                    + file()
                    + ": damaged or no such database: ./ashlar tune --forget removes it: "),
        e.getMessage());
    assertThrows(IllegalStateException.class, () -> keep(winners, kernel("a", 8), "net.onnx"));
    assertEquals(0, winners.forget(""));
    keep(winners, kernel("a", 8), "net.onnx");
    assertEquals(1, winners().winners().size());
  }

  @Test
  void offMeansOff() {
    var off = new Winners(Optional.empty());
    assertEquals(Map.of(), off.facts(Stage.CODE, kernel("a", 8), Set.of(), target(2, 7)));
    var e = assertThrows(IllegalStateException.class, () -> keep(off, kernel("a", 8), "net.onnx"));
    assertEquals("tuning: ashlar.tuning=off: nothing is kept", e.getMessage());
  }

  /// Keeps winners without end.
  static final class Keeping {
    private Keeping() {}

    public static void main(String[] arguments) {
      var winners = new Winners(Optional.of(Path.of(arguments[0])));
      for (int size = 1; ; size++) {
        keep(winners, kernel("k" + size, size), "net.onnx");
        System.out.println(size);
      }
    }
  }

  @Test
  void aProcessThatIsKilledLosesNothing() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Keeping.class.getName(),
                file().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int said = 0;
    try (var lines = process.inputReader()) {
      while (said < 20) {
        said = Integer.parseInt(lines.readLine());
      }
      process.destroyForcibly();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }
    int last = said;
    var names = winners().winners().stream().map(Tuning.Winner::kernel).toList();
    for (int size = 1; size <= last; size++) {
      assertTrue(names.contains("k" + size), "k" + size + " of " + last + ": " + names.size());
    }
  }
}
