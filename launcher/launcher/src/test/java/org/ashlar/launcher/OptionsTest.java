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
    var options = Options.of("--home", "some folder", "-Dashlar.test.option=a=b", "services", "--home", "x");
    assertEquals(Path.of("some folder").toAbsolutePath(), options.home());
    assertEquals(List.of("services", "--home", "x"), options.rest());
    assertEquals("a=b", System.clearProperty("ashlar.test.option"));
    assertTrue(options.named());
    assertEquals(Path.of("/tmp/h"), Options.of("--home=/tmp/h").home());
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
