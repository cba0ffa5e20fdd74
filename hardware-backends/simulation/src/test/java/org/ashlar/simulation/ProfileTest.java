package org.ashlar.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.simulation.profile.Profile;
import org.ashlar.simulation.profile.ProfileReader;
import org.ashlar.simulation.profile.Schema;
import org.ashlar.simulation.profile.Source;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final Schema SCHEMA =
      Schema.of(
          """
          {"$id": "toy/1", "type": "object", "required": ["clock"], "additionalProperties": false,
           "properties": {
             "clock": {"type": "object", "required": ["core_MHz"], "additionalProperties": false,
               "properties": {"core_MHz": {"type": "number", "exclusiveMinimum": 0}}},
             "cores": {"type": "integer", "minimum": 1, "maximum": 64},
             "memory": {"type": "string", "enum": ["HBM", "GDDR"]}}}
          """);
  private static final Map<String, String> FILES =
      Map.of(
          "base",
          """
          {"schema": "toy/1", "name": "base", "clock": {"core_MHz": 1000}, "cores": 4, "unknown": ["the hash"],
           "source": {"clock": {"kind": "documented", "ref": "data sheet"}, "cores": {"kind": "assumed"}}}
          """,
          "ring",
          """
          {"schema": "toy/1", "name": "ring", "extends": "ring"}
          """);
  private final ProfileReader reader =
      new ProfileReader(SCHEMA, name -> Optional.ofNullable(FILES.get(name)));

  private Profile child(String values) {
    return reader.read(
        "child",
        "{\"schema\": \"toy/1\", \"name\": \"child\", \"extends\": \"base\", "
            + "\"source\": {\"clock\": {\"kind\": \"measured\", \"fitted\": \"t1\"}, \"cores\": {\"kind\": \"assumed\"},"
            + " \"memory\": {\"kind\": \"assumed\"}}"
            + values
            + "}");
  }

  @Test
  void whatAProfileDoesNotSayItsParentSays() {
    var child = child(", \"clock\": {\"core_MHz\": 1200.5}");
    assertEquals(1200.5, child.number("clock.core_MHz"));
    assertEquals(4, child.whole("cores"));
    assertEquals("base", child.setting("cores").from());
    assertEquals(Source.Kind.MEASURED, child.setting("clock.core_MHz").source().kind());
    assertEquals("t1", child.setting("clock.core_MHz").source().fitted());
    assertEquals(List.of("the hash"), child.unknown());
  }

  @Test
  void differencesNameKeysAndBothValues() {
    assertEquals(
        List.of(new Profile.Difference("clock.core_MHz", "1000", "1200")),
        reader.named("base").differences(child(", \"clock\": {\"core_MHz\": 1200}")));
  }

  @Test
  void listsAreSweeps() {
    var all =
        reader.sweep(
            "s",
            "{\"schema\": \"toy/1\", \"name\": \"s\", \"extends\": \"base\", \"cores\": [2, 4, 8],"
                + " \"source\": {\"cores\": {\"kind\": \"assumed\"}}}");
    assertEquals(List.of(2, 4, 8), all.stream().map(each -> each.whole("cores")).toList());
    assertEquals("s+cores=2.0", all.getFirst().name());
  }

  @Test
  void messagesNameTheKeyTheRuleAndTheFact() {
    refuses("profile child: cores: must be at most 64: is 65", ", \"cores\": 65");
    refuses("profile child: cores: must be of type integer: is 1.5", ", \"cores\": 1.5");
    refuses(
        "profile child: memory: must be one of [\"HBM\",\"GDDR\"]: is \"SRAM\"",
        ", \"memory\": \"SRAM\"");
    refuses(
        "profile child: speed: is not known: there are clock, cores, memory; speed: has no source:"
            + " say measured, documented or assumed under \"source\"",
        ", \"speed\": 1");
    refuses(
        "profile child: clock.core_MHz: must be above 0: is 0", ", \"clock\": {\"core_MHz\": 0}");
    refuses(
        "profile child: one machine is expected: lists make 2 of it; ask for a sweep",
        ", \"cores\": [1, 2]");
    assertMessage("profile ring: extends itself: ring", () -> reader.named("ring"));
    assertMessage("profile x: no such profile: x", () -> reader.named("x"));
    assertMessage(
        "profile p: clock.core_MHz: is required; clock: is required",
        () -> reader.read("p", "{\"schema\": \"toy/1\", \"name\": \"p\"}"));
    assertMessage(
        "profile base: a value is missing: memory; write it there or in a profile it extends",
        () -> reader.named("base").text("memory"));
  }

  private void refuses(String message, String values) {
    assertMessage(message, () -> child(values));
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
