package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The public tests of the ONNX format, where they are: no test that passed before may be lost.
///
/// They lie outside the project, in `onnx-tests` of the folder `ASHLAR_DATA`. Those that pass are
/// listed in `conformance/DEVICE/SUITE.txt` of the test resources; `./build golden` writes the
/// lists anew.
class ConformanceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "cpu, node",
    "cpu, simple",
    "cpu, pytorch-operator",
    "cpu, pytorch-converted",
    "reference, node",
    "reference, simple",
    "reference, pytorch-operator",
    "reference, pytorch-converted"
  })
  void noTestThatPassedIsLost(String device, String suite) throws IOException {
    var tests = data().resolve("onnx-tests").resolve(suite);
    assumeTrue(
        Files.isDirectory(tests), "ASHLAR_DATA not found at " + tests + ": its tests are skipped");
    var list =
        Checkout.root()
            .resolve("runtime/itest/src/test/resources/conformance")
            .resolve(device)
            .resolve(suite + ".txt");
    try (var platform = RunningPlatform.open(folder.resolve("home"))) {
      if (Checkout.updates()) {
        Files.createDirectories(list.getParent());
        platform.run(
            "conform", "" + tests, "--timeout", "600", "--device", device, "--passing", "" + list);
        assertTrue(Files.size(list) > 0, "nothing passes");
      } else {
        var said =
            platform.run(
                "conform",
                "" + tests,
                "--timeout",
                "600",
                "--device",
                device,
                "--expect",
                "" + list);
        assertEquals(List.of(), said.out().lines().filter(l -> l.startsWith("lost: ")).toList());
        assertEquals(0, said.code(), said.err());
      }
    }
  }

  private static Path data() {
    return Optional.ofNullable(System.getProperty("ASHLAR_DATA"))
        .or(() -> Optional.ofNullable(System.getenv("ASHLAR_DATA")))
        .map(Path::of)
        .orElseGet(() -> Checkout.root().resolveSibling("shared/data"));
  }
}
