package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `why` says of programs, before anything of them runs.
class WhyProgramTest {
  private static final String PROGRAM =
      """
      function net(x: f32[2, 3], c: bool[]) -> (y) {
        v0 = swoosh[scale=2.0](x) : f32[2, 3]
        y = if[then=function a(x: f32[2, 3]) -> (y) {
          y = gelu(x) : f32[2, 3]
        }, otherwise=function b(x: f32[2, 3]) -> (y) {
          y = relu(x) : f32[2, 3]
        }](c, v0) : f32[2, 3]
      }
      """;

  @TempDir Path folder;

  @Test
  void aMissingOperatorIsToldWithTheBundleThatHasIt() throws Exception {
    var jar = PluginSource.create(folder, "swoosh").build();
    var program = folder.resolve("net.txt");
    Files.writeString(program, PROGRAM);
    try (var platform = RunningPlatform.open(folder.resolve("home"))) {
      var never = platform.run("why", program.toString());
      assertEquals(1, never.code(), never.err());
      assertEquals(
          """
          program net needs 4 operators: 1 missing
          missing swoosh (f32): no known bundle has it
          """,
          first(never.out(), 2));

      assertEquals(0, platform.run("plugin", "install", jar.toString()).code());
      var here = platform.run("why", program.toString());
      assertEquals(0, here.code(), here.out() + here.err());
      assertTrue(here.out().contains("\nswoosh (f32): swoosh 1.0.0\n"), here.out());
      assertTrue(here.out().startsWith("program net needs 4 operators: all are here\n"));

      assertEquals(0, platform.run("plugin", "remove", "swoosh").code());
      var gone = platform.run("why", program.toString());
      assertEquals(1, gone.code());
      assertTrue(
          gone.out().contains("missing swoosh (f32): in swoosh 1.0.0 (installed here before)\n"),
          gone.out());
    }
    try (var later = RunningPlatform.open(folder.resolve("home"))) {
      var json = json(later, program.toString());
      assertFalse(json.get("present").asBoolean());
      var swoosh = json.get("operators").get(0);
      assertEquals("swoosh", swoosh.get("operator").asString());
      assertTrue(swoosh.get("missing").asBoolean());
      assertEquals(
          "(&(ashlar.operator=swoosh)(domain=)(version=1)(dtypes=f32))",
          swoosh.get("requires").asString());
      assertEquals("swoosh 1.0.0 (installed here before)", swoosh.get("known").get(0).asString());
      assertEquals("gelu", json.get("operators").get(2).get("operator").asString());
      assertFalse(json.get("operators").get(2).get("missing").asBoolean());
    }
  }

  @Test
  void aBundleThatIsThereAndDoesNotRunIsNamed() throws Exception {
    var jar =
        PluginSource.create(folder, "swoosh")
            .instruction("Import-Package: no.such.thing, *")
            .build();
    var program = folder.resolve("net.txt");
    Files.writeString(program, PROGRAM);
    try (var platform = RunningPlatform.open(folder.resolve("home"))) {
      Files.copy(jar, platform.plugins().resolve("swoosh.jar"));
      RunningPlatform.await("the jar", () -> platform.bundle("swoosh").isPresent());
      var said = platform.run("why", program.toString());
      assertTrue(
          said.out()
              .contains("missing swoosh (f32): in swoosh 1.0.0 (installed, cannot be resolved)\n"),
          said.out() + said.err());
    }
  }

  @Test
  void anExpressionIsAProgramToo() throws Exception {
    try (var platform = RunningPlatform.open(folder.resolve("home"))) {
      var json = json(platform, "gelu(matmul(x: f32[n:1..64, 6], w: f32[6, 8]))");
      assertTrue(json.get("present").asBoolean(), json.toString());
      assertEquals("f32", json.get("dtypes").get(0).get("dtype").asString());
      assertTrue(json.get("dtypes").get(0).get("devices").toString().contains("cpu"));
      assertEquals("cpu: matmul, gelu", json.get("placement").get(0).asString());
      var complex = platform.run("why", "identity(x: c64[2])");
      assertEquals(1, complex.code());
      assertTrue(complex.out().contains("dtype c64: no device present takes it\n"), complex.out());
    }
  }

  @Test
  void theManifestOfAPluginSaysWhatItHas() throws IOException {
    var jar = PluginSource.create(folder, "swoosh").build();
    try (var file = new JarFile(jar.toFile())) {
      var header = file.getManifest().getMainAttributes().getValue("Provide-Capability");
      assertTrue(
          header.contains(
              "ashlar.operator;ashlar.operator=swoosh;domain=\"\";dtypes:List<String>=\""),
          header);
      assertTrue(header.contains("bf16,") && header.contains("f32,f64\""), header);
      assertFalse(header.contains("i32"), "it takes floats only: " + header);
    }
  }

  private static String first(String text, int lines) {
    return String.join("\n", text.lines().limit(lines).toList()) + "\n";
  }

  private static JsonNode json(RunningPlatform platform, String what) throws Exception {
    var said = platform.run("why", "--json", what);
    return JsonMapper.builder().build().readTree(said.out());
  }
}
