package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `plugin new`, `build` and `test`: what is right passes, what is wrong is told by the law or the
/// compiler that finds it.
class PluginLawsTest {
  @TempDir static Path folder;

  private static RunningPlatform platform;

  @BeforeAll
  static void open() {
    platform = RunningPlatform.open(folder.resolve("home"));
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @Test
  void aNewPluginObeysTheLawsOnEveryDeviceAlsoBesideItsInstalledSelf() throws IOException {
    var source = PluginSource.create(folder, "fine");
    var said = test(source, 0);
    assertTrue(said.contains("ok    fine: numbers on reference"), said);
    assertTrue(said.contains("ok    fine: numbers on cpu"), said);
    assertTrue(said.endsWith("laws hold, 0 do not\n"), said);
    assertEquals(0, platform.run("plugin", "install", source.build().toString()).code());
    assertTrue(test(source, 0).endsWith("laws hold, 0 do not\n"));
    assertEquals(0, platform.run("plugin", "remove", "fine").code());
  }

  @Test
  void aWrongShapeBreaksTheLawOfShapesAndIsRefusedInUse() throws IOException {
    var source =
        PluginSource.create(folder, "bent")
            .with(
                "import org.ashlar.ir.Expr;",
                "import java.util.List;\nimport org.ashlar.ir.DType;\nimport org.ashlar.ir.Expr;\nimport org.ashlar.ir.TensorType;\nimport org.ashlar.ir.Type;")
            .withMembers(
                "@Override\n  public List<Type> infer(List<Type> args) {\n    return List.of(TensorType.of(DType.F64, 9));\n  }\n");
    var said = test(source, 1);
    assertTrue(said.contains("FAIL  bent: shape rule"), said);
    assertEquals(0, platform.run("plugin", "install", source.build().toString()).code());
    var used = platform.run("explain", "bent(x: f32[2])");
    assertEquals(1, used.code());
    assertTrue(
        used.err().contains("bent: the shape rule says f64[9], but the meaning gives f32"),
        used.err());
    assertEquals(1, used.err().lines().count(), used.err());
    assertEquals(0, platform.run("plugin", "remove", "bent").code());
  }

  @Test
  void aGradientThatIsNoNumberBreaksTheLawOfGradients() throws IOException {
    var source =
        PluginSource.create(folder, "nan")
            .with(
                "import org.ashlar.ir.Expr;",
                "import java.util.List;\nimport java.util.Optional;\nimport org.ashlar.ir.Expr;\nimport org.ashlar.ir.Value;\nimport org.ashlar.operators.build.Build;")
            .withMembers(
                "@Override\n  public Optional<List<Value>> gradient(Value call, List<Value> dy) {\n"
                    + "    return Optional.of(List.of(Build.mul(dy.getFirst(), Double.NaN)));\n  }\n");
    assertTrue(test(source, 1).contains("FAIL  nan: gradient"));
  }

  @Test
  void noLawsAreNoSuccess() throws IOException {
    var source = PluginSource.create(folder, "untried");
    Files.delete(source.folder().resolve("test/untried/UntriedLaws.java"));
    assertTrue(test(source, 1).startsWith("no laws were tried: "));
  }

  @Test
  void whatDoesNotBuildSaysWhy() throws IOException {
    builds(
        PluginSource.create(folder, "typo").with("x.times", "x.tmes"),
        "plugin build: does not compile:\n",
        "cannot find symbol");
    builds(
        PluginSource.create(folder, "closed")
            .with("public CLOSED()".replace("CLOSED", "Closed"), "public Closed(int a, int b)"),
        "plugin build: ",
        "closed.Closed");
    builds(
        PluginSource.create(folder, "idle").with("@Component(service = Operator.class)\n", ""),
        "idle: no component");
    var none = platform.run("plugin", "build", folder.resolve("nowhere").toString());
    assertEquals(1, none.code());
    assertTrue(none.err().contains("there is no folder "), none.err());
    for (var name :
        new String[] {"9x", "Upper", "../x", "int", "expr", "org.ashlar.ir", "java.lang"}) {
      var said = platform.run("plugin", "new", name);
      assertEquals(1, said.code(), name);
      assertTrue(said.err().startsWith("ashlar: plugin new: "), said.err());
    }
  }

  private static void builds(PluginSource source, String... told) {
    var said = platform.run("plugin", "build", source.folder().toString());
    assertEquals(1, said.code());
    for (var piece : told) {
      assertTrue(said.err().contains(piece), said.err());
    }
  }

  private static String test(PluginSource source, int code) {
    var said = platform.run("plugin", "test", source.folder().toString());
    assertEquals(code, said.code(), said.out() + said.err());
    return said.out();
  }
}
