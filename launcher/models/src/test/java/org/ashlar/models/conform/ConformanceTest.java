package org.ashlar.models.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ashlar.compiler.Compiler;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Exporter;
import org.ashlar.ir.stage.Model;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.source.Packages;
import org.ashlar.session.Ashlar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTest {
  @TempDir Path folder;

  private final Ashlar ashlar = Ashlar.open();
  private final TensorData two = TensorData.of(new float[] {-1, 2}, 2);

  @AfterEach
  void close() {
    ashlar.close();
  }

  @Test
  void everyWayThatATestCanEnd() throws IOException {
    model("deep/relu/pass", "function f(x: f32[2]) -> (y) { y = relu(x) }");
    data("deep/relu/pass/test_data_set_0", two, TensorData.of(new float[] {0, 2}, 2));
    data(
        "deep/relu/pass/test_data_set_1",
        TensorData.of(new float[] {3, 4}, 2),
        TensorData.of(new float[] {3, 4}, 2));
    model("fail", "function f(x: f32[2]) -> (y) { y = relu(x) }");
    data("fail/test_data_set_0", two, TensorData.of(new float[] {0, 2.1f}, 2));
    model("loose", "function f(x: f32[2]) -> (y) { y = relu(x) }");
    data("loose/test_data_set_0", two, TensorData.of(new float[] {0, 2.1f}, 2));
    Files.writeString(folder.resolve("loose/data.json"), "{\"rtol\": 0.1, \"atol\": 0}");
    Files.createDirectories(folder.resolve("damaged"));
    Files.writeString(folder.resolve("damaged/model.onnx"), "no model");
    Files.createDirectories(folder.resolve("source"));
    Files.writeString(folder.resolve("source/model.source"), "maven wrong entry 12");

    var outcomes = run(new Suite(folder).tests());
    assertEquals(
        List.of("damaged", "deep/relu/pass", "fail", "loose", "source"),
        outcomes.stream().map(Outcome::name).toList());
    assertEquals(
        List.of(Status.ERROR, Status.PASS, Status.FAIL, Status.PASS, Status.ERROR),
        outcomes.stream().map(Outcome::status).toList(),
        outcomes.toString());
    assertEquals("y: element 1 is 2.0, not 2.0999999046325684", outcomes.get(2).detail());
    assertTrue(
        outcomes.get(4).detail().startsWith("model maven:wrong!entry#12: is not a file"),
        outcomes.get(4).detail());
    var json = outcomes.get(1).json();
    assertEquals(
        "{name=deep/relu/pass, status=pass, on_device=true, host_kernels=0, max_ulp=0, max_abs=0}",
        firstSix(json));
    var tally = new Tally("cpu", 1.5, outcomes);
    assertEquals("cpu: 2 of 5 pass; 1 fail, 2 error; 1.5 s", tally.toString());
    assertEquals(
        "[device, total, pass, fail, unsupported, undetermined, timeout, error, seconds, tests]",
        tally.json().keySet().toString());
    var list = folder.resolve("list.txt");
    Files.writeString(list, "loose\nfail\ngone\n");
    assertEquals(
        List.of("fail: fail: y: element 1 is 2.0, not 2.0999999046325684", "gone: is not there"),
        Passing.lost(list, tally));
    Passing.write(list, tally);
    assertEquals("deep/relu/pass\nloose\n", Files.readString(list));
    var page =
        Files.writeString(
            folder.resolve("page.md"), "a\n<!-- conformance -->\nold\n<!-- /conformance -->\nb\n");
    FiguresTable.write(page, Map.of("all", List.of(tally)));
    assertTrue(
        Files.readString(page).contains("| all | 5 | 2 of 5 (40.0 %) |"), Files.readString(page));
    assertEquals(
        FiguresTable.read(Files.readString(page)).toString(),
        FiguresTable.read(FiguresTable.read(Files.readString(page)).toString()).toString());
    FiguresTable.write(
        page, Map.of("more", List.of(new Tally("reference", 1, outcomes.subList(1, 2)))));
    assertTrue(
        Files.readString(page)
            .contains(
                "| suite | tests | cpu | reference |\n| --- | ---: | ---: | ---: |\n"
                    + "| all | 5 | 2 of 5 (40.0 %) |  |\n| more | 1 |  | 1 of 1 (100.0 %) |\n"),
        Files.readString(page));
    assertTrue(
        Files.readString(page).contains("* all, cpu: `fail`: fail: y: element 1 is 2.0, not"),
        Files.readString(page));
    assertTrue(
        Files.readString(page).endsWith("<!-- /conformance -->\nb\n"), Files.readString(page));
    assertTrue(HtmlReport.of(List.of(tally)).contains("<td>deep/relu/pass</td><td>pass</td>"));
  }

  @Test
  void randomNumbersAreToldByTheProgram() {
    var compiler =
        new Compiler(Machines.only(ashlar.registry(), "cpu"), ashlar.compiler().settings());
    try (compiler;
        var runner = new DeviceRunner(compiler, "cpu", Duration.ofSeconds(60))) {
      var function =
          function(
              "function f(x: f32[100]) -> (kept, drawn) { s = constant[dtype=i64, shape=[], numbers=[7]]()\n"
                  + "kept = relu(x)\n drawn = dropout(x, s) }");
      var bound =
          Blueprint.of(new Model(function, Map.of(), Map.of())).bind(Map.of("x", ones()), runner);
      var chance = Chance.of(bound, runner, Map.of("x", ones()));
      assertTrue(chance.varies("drawn") && !chance.varies("kept"));
      assertEquals(Optional.empty(), chance.judge("drawn", drawn(0.5), ones()));
      assertTrue(chance.judge("drawn", drawn(0.01), ones()).isPresent());
    }
  }

  private static TensorData ones() {
    var ones = new float[100];
    Arrays.fill(ones, 1);
    return TensorData.of(ones, 100);
  }

  /// What another library may draw, at a rate.
  private static TensorData drawn(double rate) {
    var random = new SplittableRandom(5);
    var drawn = new float[100];
    for (int i = 0; i < 100; i++) {
      drawn[i] = random.nextDouble() < rate ? 0 : 2;
    }
    return TensorData.of(drawn, 100);
  }

  @Test
  void aFolderWithoutTestsIsSaid() {
    var no = folder.resolve("none");
    assertEquals(
        "conform: " + no + ": there is no such folder",
        assertThrows(IllegalArgumentException.class, () -> new Suite(no).tests()).getMessage());
    assertEquals(List.of(), new Suite(folder).tests());
  }

  private List<Outcome> run(List<TestCase> tests) {
    try (var compiler =
        new Compiler(Machines.only(ashlar.registry(), "cpu"), ashlar.compiler().settings())) {
      return new Conformance(
              new Readers(ashlar.registry()),
              new Packages(folder.resolve("cache")),
              compiler,
              "cpu",
              Duration.ofSeconds(120),
              2,
              false)
          .run(tests, (done, outcome) -> {});
    }
  }

  private Function function(String text) {
    var specimens = new ArrayList<Operator>();
    ashlar.registry().find(Operator.class).forEach(p -> specimens.add(p.service()));
    return Parse.function(text, Vocabulary.of(specimens));
  }

  private void model(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name));
    ashlar.registry().find(Exporter.class).stream()
        .map(p -> p.service())
        .filter(e -> e.format().equals("onnx"))
        .findFirst()
        .orElseThrow()
        .write(
            new Model(function(text), Map.of(), Map.of()),
            folder.resolve(name).resolve("model.onnx"));
  }

  private void data(String name, TensorData input, TensorData output) throws IOException {
    var set = Files.createDirectories(folder.resolve(name));
    Files.write(set.resolve("input_0.pb"), message(input));
    Files.write(set.resolve("output_0.pb"), message(output));
  }

  /// A `TensorProto` of floats: dims (1), data_type (2), raw_data (9).
  private static byte[] message(TensorData tensor) {
    var out = new ByteArrayOutputStream();
    for (long size : tensor.sizes()) {
      out.write(8);
      out.write((int) size);
    }
    out.write(16);
    out.write(1);
    out.write(9 << 3 | 2);
    out.write((int) (4 * tensor.elements()));
    out.writeBytes(tensor.data().asSlice(0, 4 * tensor.elements()).toArray(ValueLayout.JAVA_BYTE));
    return out.toByteArray();
  }

  private static String firstSix(Map<String, ?> json) {
    var first = new LinkedHashMap<String, Object>();
    json.entrySet().stream()
        .limit(6)
        .forEach(e -> first.put(e.getKey(), String.valueOf(e.getValue())));
    return first.toString();
  }
}
