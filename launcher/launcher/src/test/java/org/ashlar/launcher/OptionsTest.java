package org.ashlar.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void leadingOptionsAreOursAndTheRestIsTheCommands() {
    var options =
        Options.of(
            "--home",
            "some folder",
            "-Dashlar.test.option=a=b",
            "services",
            "-Dthe.command=s",
            "--json");
    assertEquals(Path.of("some folder").toAbsolutePath(), options.home());
    assertEquals(List.of("services", "-Dthe.command=s", "--json"), options.rest());
    assertEquals("a=b", System.clearProperty("ashlar.test.option"));
    assertTrue(options.named());
    var late = Options.of("demo", "--home=/tmp/h", "--json", "f");
    assertEquals(Path.of("/tmp/h"), late.home());
    assertEquals(List.of("demo", "--json", "f"), late.rest());
  }

  @Test
  void withoutOptionsEverythingIsTheCommands() {
    assertEquals(List.of("-h"), Options.of("-h").rest());
    assertEquals(System.getenv("ASHLAR_HOME") != null, Options.of("-h").named());
    assertFalse(Options.of().home().toString().isEmpty());
  }

  @Test
  void aMissingFolderIsSaid() {
    var error = assertThrows(IllegalArgumentException.class, () -> Options.of("--home"));
    assertEquals("--home: a folder is missing: ./ashlar --home DIR COMMAND", error.getMessage());
  }
}
