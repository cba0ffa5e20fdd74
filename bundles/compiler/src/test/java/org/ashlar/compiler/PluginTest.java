package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.Optional;
import org.ashlar.ir.stage.Rule;
import org.junit.jupiter.api.Test;

class PluginTest {
  private static final Rule RULE = value -> value;
  private static final Provider<Rule> PROVIDER =
      new Provider<>(RULE, "org.example.rules", "1.2.0", 0, 1);

  @Test
  void whatAPluginSaysAboutTheProgramIsPassedOnWithoutIt() {
    var said = new IllegalArgumentException("add: shapes differ");
    var error = assertThrows(IllegalArgumentException.class, () -> call(said));
    assertEquals("add: shapes differ", error.getMessage());
    assertTrue(error != said && error.getCause() == null, "no object of the plugin leaves");
  }

  @Test
  void whereTheProgramIsRightARefusalIsTheBlocksFault() {
    var dump = new Dump(Settings.standard(), "f", false, new Blame());
    var error =
        assertThrows(
            Defect.class,
            () ->
                Plugin.call(
                    PROVIDER,
                    "rules",
                    "rule r",
                    dump,
                    () -> {
                      throw new IllegalArgumentException("add: shapes differ");
                    }));
    assertTrue(
        error
            .getMessage()
            .startsWith(
                "rule r (org.example.rules 1.2.0): threw java.lang.IllegalArgumentException:"
                    + " add: shapes differ"),
        error.getMessage());
  }

  @Test
  void anythingElseNamesTheBundle() {
    var error = assertThrows(Defect.class, () -> call(new UnsupportedOperationException("ouch")));
    assertTrue(
        error
            .getMessage()
            .startsWith(
                "rule r (org.example.rules 1.2.0): threw java.lang.UnsupportedOperationException: ouch"),
        error.getMessage());
    assertEquals("rules", error.stage());
    assertEquals(null, error.getCause());
  }

  @Test
  void theDumpHoldsTheProgramAndTheTrace() throws Exception {
    var error = assertThrows(Defect.class, () -> call(new UnsupportedOperationException("ouch")));
    var dump = Files.readString(error.dump().orElseThrow());
    assertTrue(dump.startsWith("function f"), dump);
    assertTrue(dump.contains("PluginTest"), dump);
    assertTrue(
        error.getMessage().endsWith("; the program before: " + error.dump().orElseThrow()),
        error.getMessage());
    Files.delete(error.dump().orElseThrow());
  }

  @Test
  void anUnknownFormMeansAnotherVersion() {
    var error = assertThrows(Defect.class, () -> call(new MatchException("new form", null)));
    assertTrue(
        error.getMessage().contains("built against org.ashlar.ir.kernel"), error.getMessage());
    assertTrue(
        error.getMessage().contains("build it against the version that runs"), error.getMessage());
  }

  @Test
  void aMissingMethodMeansAnotherVersion() {
    var error =
        assertThrows(
            Defect.class,
            () -> call(new NoSuchMethodError("'int org.ashlar.ir.stage.Rule.speed()'")));
    assertTrue(
        error.getMessage().contains("built against org.ashlar.ir.stage"), error.getMessage());
    assertTrue(error.getMessage().contains("misses NoSuchMethod"), error.getMessage());
  }

  @Test
  void versionsAreReadFromHeaders() {
    var header =
        "org.ashlar.ir;version=\"[0.1,1)\",org.ashlar.ir.kernel;uses:=\"a,b\";version=\"1.2.0\",java.util";
    assertEquals(Optional.of("0.1"), Plugin.version(header, "org.ashlar.ir"));
    assertEquals(Optional.of("1.2.0"), Plugin.version(header, "org.ashlar.ir.kernel"));
    assertEquals(Optional.empty(), Plugin.version(header, "java.util"));
    assertEquals(Optional.empty(), Plugin.version(header, "org.ashlar"));
  }

  private static Object call(Throwable thrown) {
    var dump = new Dump(Settings.standard(), "f", false, new Blame());
    dump.stage("function", 7, () -> "function f() -> () {}");
    return Plugin.ask(
        PROVIDER, "rules", "rule r", dump, () -> PluginTest.<RuntimeException>raise(thrown));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> Object raise(Throwable e) throws E {
    throw (E) e;
  }
}
