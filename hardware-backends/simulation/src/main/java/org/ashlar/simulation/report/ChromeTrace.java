package org.ashlar.simulation.report;

import java.io.OutputStream;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A trace as Chrome's trace-event JSON: a process for each root track, a thread for each other.
public final class ChromeTrace {
  private static final double NANOS_PER_MICRO = 1000;
  private final OutputStream out;

  public ChromeTrace(OutputStream out) {
    this.out = out;
  }

  public void write(Trace trace) {
    try (var json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty("displayTimeUnit", "ns");
      json.writeArrayPropertyStart("traceEvents");
      names(trace, json);
      for (var slice : trace.slices()) {
        start(json, trace, "X", slice.name(), slice.track(), slice.start());
        json.writeNumberProperty("dur", (slice.end() - slice.start()) / NANOS_PER_MICRO);
        json.writeEndObject();
      }
      for (var sample : trace.samples()) {
        start(
            json,
            trace,
            "C",
            trace.tracks().get(sample.track()).name(),
            sample.track(),
            sample.time());
        json.writeObjectPropertyStart("args");
        json.writeNumberProperty("value", sample.value());
        json.writeEndObject();
        json.writeEndObject();
      }
      for (int i = 0; i < trace.arrows().size(); i++) {
        arrow(trace, json, i);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void names(Trace trace, JsonGenerator json) {
    for (int i = 0; i < trace.tracks().size(); i++) {
      var track = trace.tracks().get(i);
      json.writeStartObject();
      json.writeStringProperty("ph", "M");
      json.writeStringProperty("name", track.parent() < 0 ? "process_name" : "thread_name");
      json.writeNumberProperty("pid", trace.root(i));
      json.writeNumberProperty("tid", i);
      json.writeObjectPropertyStart("args");
      json.writeStringProperty("name", track.parent() < 0 ? track.name() : inner(trace, i));
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static String inner(Trace trace, int track) {
    var path = trace.path(track);
    return path.substring(path.indexOf('/') + 1);
  }

  private static void arrow(Trace trace, JsonGenerator json, int number) {
    var from = trace.slices().get(trace.arrows().get(number).from());
    var to = trace.slices().get(trace.arrows().get(number).to());
    start(json, trace, "s", "wait", from.track(), from.end());
    json.writeNumberProperty("id", number);
    json.writeEndObject();
    start(json, trace, "f", "wait", to.track(), to.start());
    json.writeNumberProperty("id", number);
    json.writeStringProperty("bp", "e");
    json.writeEndObject();
  }

  private static void start(
      JsonGenerator json, Trace trace, String phase, String name, int track, double time) {
    json.writeStartObject();
    json.writeStringProperty("ph", phase);
    json.writeStringProperty("name", name);
    json.writeNumberProperty("pid", trace.root(track));
    json.writeNumberProperty("tid", track);
    json.writeNumberProperty("ts", time / NANOS_PER_MICRO);
  }
}
