package org.ashlar.models.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.shell.output.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  @TempDir Path folder;

  private final Row half = row("half", 0.5, 0.25);
  private final Row twice =
      row("twice with a name that is longer than any column of the table", 2, 4);
  private final Row wrong = Row.error("wrong", "cpu: " + "a long reason ".repeat(20));

  @Test
  void theJsonHasTheAgreedForm() {
    var json = read(new Report("gemm", 1, "onnxruntime 1.29.0", 200, 20, List.of(half, twice)));

    assertEquals("gemm", json.get("suite"));
    assertEquals(1, json.get("threads"));
    assertEquals("onnxruntime 1.29.0", json.get("peer"));
    assertEquals(1.0, json.get("geomean"));
    var row = (Map<?, ?>) ((List<?>) json.get("rows")).getFirst();
    assertTrue(
        row.keySet()
            .containsAll(
                List.of(
                    "name",
                    "ours_ms",
                    "peer_ms",
                    "ratio",
                    "ratio_p10",
                    "ratio_p90",
                    "max_abs_diff")));
  }

  @Test
  void anErrorCountsAsZeroAndIsCounted() {
    var report = new Report("models", 1, "onnxruntime 1.29.0", 200, 20, List.of(half, wrong));
    var json = read(report);

    assertEquals(0.0, json.get("geomean"));
    assertEquals(0.5, json.get("geomean_of_rows"));
    assertEquals(1, json.get("errors"));
    assertEquals(
        "{name=wrong, ratio=0, error=" + wrong.error() + "}",
        String.valueOf(((List<?>) json.get("rows")).getLast()));
  }

  @Test
  void groupsHaveMeansOfTheirOwn() {
    var small = row("64x64x64", 3, 3);
    var report = new Report("gemm", 1, "p", 200, 20, List.of(small, half, twice));

    assertEquals(
        List.of(
            "from 256³ up (2): mean 1.000, lowest 0.50, half",
            "smaller (1): mean 3.000, lowest 3.00, 64x64x64"),
        Lines.foot(report).subList(1, 3));
    assertEquals(
        "smaller", ((Map<?, ?>) ((List<?>) read(report).get("groups")).get(1)).get("name"));
    assertEquals(List.of(), read(new Report("train", 1, "p", 1, 1, List.of(half))).get("groups"));
  }

  @Test
  void severalThreadsCountTheFastestTenths() {
    assertEquals(1, new Report("gemm", 2, "p", 0, 0, List.of(half, twice)).mean(), 1e-9);
    assertEquals(0.25, new Report("gemm", 2, "p", 0, 0, List.of(half)).mean(), 1e-9);
    assertEquals(0.5, new Report("gemm", 1, "p", 0, 0, List.of(half)).mean(), 1e-9);
  }

  @Test
  void linesFitIntoAHundredColumns() {
    var report =
        new Report("models", 1, "onnxruntime 1.29.0", 200, 20, List.of(half, twice, wrong));
    for (var row : report.rows()) {
      Lines.of(row).forEach(line -> assertTrue(line.length() <= 100, line));
    }
    Lines.foot(report).forEach(line -> assertTrue(line.length() <= 100, line));
    assertTrue(Lines.head(true).length() <= 100);
    assertTrue(Lines.foot(report).contains("1 of 3 rows are errors and count 0"));
  }

  @Test
  void kernelsOfOneNameAreOneLineTheLongestFirst() {
    var profile = List.of(kernel("softmax", 1), kernel("matmul_1", 2), kernel("matmul_2", 4));
    var lines = Lines.of(half.with(Map.of("profile", profile)));

    assertEquals("     85.7 %    6.0000 ms     10.0 GF/s     1.0 GB/s    2 x matmul", lines.get(1));
    assertEquals(
        "     14.3 %    1.0000 ms     10.0 GF/s     1.0 GB/s    1 x softmax", lines.get(2));
    assertEquals("         7.0000 ms in 3 kernels", lines.get(3));
  }

  private static Map<String, Object> kernel(String name, double ms) {
    return Map.of("name", name, "ms", ms, "gflops", 10.0, "gbs", 1.0);
  }

  @Test
  void aPageHasEveryRowAndNothingFromElsewhere() {
    var page = Page.of(List.of(new Report("a<b", 1, "p", 200, 20, List.of(half, twice, wrong))));

    for (var row : List.of(half, twice, wrong)) {
      assertTrue(page.contains(row.name()), row.name());
    }
    assertTrue(page.contains("a&lt;b"));
    assertFalse(page.contains("http"), "it must need nothing from elsewhere");
  }

  @Test
  void aPageSaysWhatAModelCostsBesideItsLatency() {
    assertFalse(page(half).contains("first answer"), "nothing is known of it");
    var page =
        page(half.with(Map.of("load_ms", 12.5, "peak_bytes", 3_000_000, "code_bytes", 4100)));
    assertTrue(page.contains("<td>12.50</td><td></td><td>3.0</td><td></td><td></td><td>4.1</td>"));
  }

  private static String page(Row row) {
    return Page.of(List.of(new Report("models", 1, "p", 200, 20, List.of(row))));
  }

  @Test
  void markdownKeepsWhatElseIsThere() throws IOException {
    var page = folder.resolve("benchmarks.md");
    Markdown.write(page, List.of(new Report("gemm", 1, "p 1", 200, 20, List.of(half))));
    Markdown.write(page, List.of(new Report("gemm", 2, "p 1", 200, 20, List.of(half))));
    Files.writeString(page, Files.readString(page) + "\nSaid by hand.\n");
    Markdown.write(page, List.of(new Report("gemm", 1, "p 2", 200, 20, List.of(twice))));

    var text = Files.readString(page);
    assertTrue(text.contains("Said by hand."), text);
    assertTrue(text.contains("| twice"), text);
    assertEquals(1, text.split("\\| half ", -1).length - 1, text);
  }

  private static Map<?, ?> read(Report report) {
    return JsonMapper.builder().build().readValue(Json.of(report.json()), Map.class);
  }

  private static Row row(String name, double ratio, double fast) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("name", name);
    facts.put("ours_ms", 1234.5);
    facts.put("peer_ms", 1234.5 * ratio);
    facts.put("ratio", ratio);
    facts.put("ratio_p10", 0.9 * ratio);
    facts.put("ratio_p90", 1.1 * ratio);
    facts.put("ratio_fast", fast);
    facts.put("max_abs_diff", 1e-7);
    facts.put("gflops", 123.4);
    facts.put("share", 0.6);
    return new Row(facts);
  }
}
