package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void everythingHasADefault() {
    var settings = Settings.standard();
    assertEquals(0, settings.debug());
    assertEquals(Optional.empty(), settings.device());
    assertEquals(Duration.ofSeconds(2), settings.grace());
    assertEquals(Duration.ofSeconds(4), settings.drain());
  }

  @Test
  void valuesAreRead() {
    var settings =
        Settings.of(
            Map.of(
                "ashlar.debug",
                "3",
                "ashlar.dump",
                "/d",
                "ashlar.device",
                "cpu",
                "ashlar.fastmath",
                "true"));
    assertEquals(3, settings.debug());
    assertEquals(Optional.of(Path.of("/d")), settings.dump());
    assertEquals(Optional.of("cpu"), settings.device());
    assertTrue(settings.fastMath());
  }

  @Test
  void wrongValuesAreNamed() {
    assertEquals(
        "setting ashlar.debug: must be a whole number: loud",
        message(Map.of("ashlar.debug", "loud")));
    assertEquals(
        "setting ashlar.debug: must be from 0 to 6: 7", message(Map.of("ashlar.debug", "7")));
    assertEquals(
        "setting ashlar.swap.grace: must be at least 0: -1",
        message(Map.of("ashlar.swap.grace", "-1")));
    assertEquals(
        "setting ashlar.fastmath: must be true or false: yes",
        message(Map.of("ashlar.fastmath", "yes")));
  }

  @Test
  void linesAreToldUpToTheLevel() {
    var lines = new ArrayList<String>();
    var settings = Settings.of(Map.of("ashlar.debug", "2")).to(lines::add);
    settings.tell(1, "one");
    settings.tell(2, "two");
    settings.tell(3, "three");
    assertEquals(List.of("one", "two"), lines);
  }

  @Test
  void theReadmeDocumentsEverySetting() throws IOException {
    var readme = Files.readString(Path.of(System.getProperty("basedir", "."), "README.md"));
    for (var entry : Settings.TABLE) {
      var row =
          "| `"
              + entry.name()
              + "` | "
              + (entry.standard().isEmpty() ? "" : "`" + entry.standard() + "`")
              + " | "
              + entry.meaning()
              + " |";
      assertTrue(readme.contains(row.replace("|  |", "| |")), "README.md lacks the row\n" + row);
    }
  }

  private static String message(Map<String, String> values) {
    return assertThrows(IllegalArgumentException.class, () -> Settings.of(values)).getMessage();
  }
}
