package org.ashlar.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.simulation.report.ChromeTrace;
import org.ashlar.simulation.report.Page;
import org.ashlar.simulation.report.PerfettoTrace;
import org.ashlar.simulation.report.Roofline;
import org.ashlar.simulation.report.Stacks;
import org.ashlar.simulation.report.Table;
import org.ashlar.simulation.report.Timeline;
import org.ashlar.simulation.report.Trace;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TraceTest {
  private static Trace trace() {
    var trace = new Trace();
    int gpu = trace.track(-1, "gpu");
    int sm = trace.track(gpu, "sm 0");
    int watts = trace.counter(gpu, "watts");
    int load = trace.slice(sm, "load", 0, 1000);
    int wait = trace.slice(sm, "wait", 1000, 3000);
    trace.arrow(load, wait);
    trace.sample(watts, 500, 250.5);
    return trace;
  }

  @Test
  void chromeReadsBack() {
    var out = new ByteArrayOutputStream();
    new ChromeTrace(out).write(trace());
    var events = JsonMapper.shared().readTree(out.toByteArray()).get("traceEvents");
    var phases = new ArrayList<String>();
    events.forEach(each -> phases.add(each.get("ph").asString()));
    assertEquals(List.of("M", "M", "M", "X", "X", "C", "s", "f"), phases);
    assertEquals(2.0, events.get(4).get("dur").doubleValue());
    assertEquals(250.5, events.get(5).get("args").get("value").doubleValue());
  }

  @Test
  void perfettoIsPacketsOfTheRightFields() {
    var out = new ByteArrayOutputStream();
    new PerfettoTrace(out).write(trace());
    var bytes = out.toByteArray();
    int packets = 0;
    int at = 0;
    while (at < bytes.length) {
      assertEquals(0x0a, bytes[at++]);
      int length = 0;
      int shift = 0;
      do {
        length |= (bytes[at] & 0x7f) << shift;
        shift += 7;
      } while ((bytes[at++] & 0x80) != 0);
      at += length;
      packets++;
    }
    assertEquals(bytes.length, at);
    assertEquals(3 + 4 + 1, packets);
  }

  @Test
  void nothingIsAboveTheRoof() {
    var roofline = new Roofline().memory("dram", 1e12).peak("f32", 1e13);
    assertEquals(1e12, roofline.roof(1));
    assertEquals(1e13, roofline.roof(100));
    roofline.kernel("copy", 0.1, 0.9e11);
    assertEquals(
        "roofline: kernel wrong: must not be above the roof: 2e+12 of 1e+12 operations a second",
        assertThrows(IllegalArgumentException.class, () -> roofline.kernel("wrong", 1, 2e12))
            .getMessage()
            .replace("2.000e+12", "2e+12")
            .replace("1.000e+12", "1e+12"));
    assertTrue(roofline.svg().contains("copy"));
  }

  @Test
  void aPageNeedsNothingBesideItself() {
    var page =
        new Page("a < b")
            .picture(new Timeline(trace()).svg())
            .picture(new Stacks().bar("k", Map.of("wait", 3.0)).svg())
            .html();
    assertTrue(page.contains("<h1>a &lt; b</h1>"), page);
    assertTrue(!page.contains("http"), page);
  }

  @Test
  void tablesQuoteWhatTheyMust() {
    var table = new Table(List.of("a", "b")).row("x,y", 2);
    assertEquals("a,b\n\"x,y\",2\n", table.csv());
    assertEquals("| a | b |\n| --- | --- |\n| x,y | 2 |\n", table.markdown());
    assertEquals("a    b\nx,y  2\n", table.columns());
  }
}
