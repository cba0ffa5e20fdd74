package org.ashlar.models.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.stage.Precision;
import org.ashlar.models.bench.measure.Clock;
import org.ashlar.models.bench.report.Report;
import org.ashlar.models.bench.report.Row;
import org.ashlar.models.bench.worker.Job;
import org.ashlar.models.bench.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuringTest {
  @TempDir Path folder;

  private final List<String> heard = new ArrayList<>();

  @Test
  void aProcessMeasuresASuiteBesideTheReference() {
    var job = job("gemm", "reference", "64x64x64");
    var report = measuring(Launch.of(Worker.class.getName(), 1, Optional.empty()), job);

    assertEquals(List.of("64x64x64"), names(report.rows()));
    assertEquals(0, report.errors(), report.rows().toString());
    assertTrue(report.mean() > 0, report.toString());
    assertTrue(report.bandwidth() > 0, report.toString());
    assertEquals(List.of("begin 64x64x64", "row 64x64x64"), heard);
  }

  @Test
  void aFirstAnswerHasAProcessOfItsOwn() {
    var launch = Launch.of(Worker.class.getName(), 1, Optional.empty());
    var job = job("gemm", "none", "");
    var row = new Row(Map.of("name", "64x64x64", "ours_ms", 1.0));
    var report = new Report("gemm", 1, "none", 0, 0, List.of(row));
    var first =
        new FirstAnswers(launch, job, Duration.ofMinutes(2), Measuring.Listener.SILENT).of(report);

    assertEquals(1.0, first.rows().getFirst().number("ours_ms"));
    assertTrue(first.rows().getFirst().number("first_answer_ms") > 0, first.toString());
  }

  @Test
  void aProcessThatDiesMakesItsCaseAnErrorAndOthersGoOn() {
    var report = measuring(dying("halt"), job("gemm", "none", ""));

    assertEquals(List.of("a", "b", "c"), names(report.rows()));
    assertEquals("", report.rows().getFirst().error());
    assertEquals("exit code 77: it broke", report.rows().get(1).error());
    assertEquals("", report.rows().getLast().error());
  }

  @Test
  void aCaseThatTakesTooLongIsAnError() {
    var report = measuring(dying("hang"), job("gemm", "none", ""));

    assertEquals("took longer than 2 s", report.rows().get(1).error());
  }

  @Test
  void aProcessThatCannotBeginIsNoReport() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> measuring(dying("nothing"), job("gemm", "none", "")));
    assertEquals("bench: the measuring process ended: exit code 77: it broke", e.getMessage());
  }

  private Report measuring(Launch launch, Job job) {
    var listener =
        new Measuring.Listener() {
          @Override
          public void begin(String name, int at, int of) {
            heard.add("begin " + name);
          }

          @Override
          public void row(Row row) {
            heard.add("row " + row.name());
          }
        };
    var limit = job.peer().equals("none") ? Duration.ofSeconds(2) : Duration.ofMinutes(2);
    return new Measuring(launch, job, limit, listener).report();
  }

  private Job job(String suite, String peer, String match) {
    return new Job(
        suite,
        peer,
        "cpu",
        1,
        "once",
        Clock.WALL,
        List.of(),
        Map.of(),
        match,
        false,
        0,
        folder.toString(),
        Precision.F32);
  }

  private static Launch dying(String how) {
    var launch = Launch.of(Dying.class.getName(), 1, Optional.empty());
    var command = new ArrayList<>(launch.command());
    command.add(how);
    return new Launch(command, launch.classPath());
  }

  private static List<String> names(List<Row> rows) {
    return rows.stream().map(Row::name).toList();
  }
}
