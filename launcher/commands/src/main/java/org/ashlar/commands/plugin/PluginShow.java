package org.ashlar.commands.plugin;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Text;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.shell.output.Output;
import org.ashlar.swap.Swapper;
import org.osgi.framework.BundleContext;

/// An operator from outside, start to end: made, built, installed, used, differentiated, removed.
public final class PluginShow {
  private static final String NAME = "scaled";

  private final BundleContext context;
  private final Ashlar ashlar;
  private final Path work;

  public PluginShow(BundleContext context, Ashlar ashlar, Path work) {
    this.context = context;
    this.ashlar = ashlar;
    this.work = work;
  }

  /// Goes through all of it and says what happens.
  ///
  /// @param report takes the figures by name
  public void run(Output output, BiConsumer<String, Object> report) {
    var project = PluginProject.create(work, NAME);
    var jar = PluginBuild.of(Path.of(context.getProperty("ashlar.distribution"))).build(project);
    var plugins = Plugins.own(context, ashlar.registry());
    var installed = plugins.install(jar);
    output.line(
        "  installed %s with the operator %s: live after %d ms",
        NAME, installed.operators(), installed.liveMs());
    use(output);
    gradient(output);
    plugins.remove(NAME);
    output.line("  removed; the next use says: %s", useAfterwards());
    report.accept("plugin", Map.of("live_ms", installed.liveMs()));
  }

  private void use(Output output) {
    var x = TensorData.of(new float[] {1, -2, 3}, 3);
    try (var session = ashlar.session(ProgramText.of("use", program("y")), Map.of())) {
      var y = session.run(Map.of("x", x)).only().toFloats();
      expect(y, 3, -6, 9);
      output.line("  scaled[scale=3.0](1, -2, 3) = %s", Arrays.toString(y));
    }
  }

  /// The derived gradient of the sum of the result, which is the scale everywhere.
  private void gradient(Output output) {
    var compiler = ashlar.compiler();
    var derived = compiler.gradient(compiler.parse(program("y")), "y", List.of("x"));
    try (var session = ashlar.session(ProgramText.of("gradient", Text.of(derived)), Map.of())) {
      var dx =
          session.run(Map.of("x", TensorData.of(new float[] {1, -2, 3}, 3))).outputs().get("d_x");
      var floats = Objects.requireNonNull(dx, "the derived function has an output d_x").toFloats();
      expect(floats, 3, 3, 3);
      output.line("  its derived gradient = %s", Arrays.toString(floats));
    }
  }

  private String useAfterwards() {
    Swapper.await(
        "the operator to be gone",
        () ->
            ashlar.registry().find(Operator.class).stream()
                .noneMatch(p -> p.service().name().equals(NAME)));
    try (var session = ashlar.session(ProgramText.of("use", program("y")), Map.of())) {
      throw new IllegalStateException(
          "plugin: the removed operator still runs in epoch of " + session.program().name());
    } catch (IllegalArgumentException | IllegalStateException e) {
      var said = String.valueOf(e.getMessage());
      if (!said.contains(NAME)) {
        throw new IllegalStateException(
            "plugin: the error after removal does not name the operator: " + said);
      }
      return said;
    }
  }

  private static String program(String output) {
    return "function use(x: "
        + DType.F32
        + "[3]) -> ("
        + output
        + ") {\n  "
        + output
        + " = scaled[scale=3.0](x) : f32[3]\n}\n";
  }

  private static void expect(float[] values, float... wanted) {
    if (!Arrays.equals(values, wanted)) {
      throw new IllegalStateException(
          "plugin: got " + Arrays.toString(values) + ", not " + Arrays.toString(wanted));
    }
  }
}
