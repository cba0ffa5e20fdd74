package org.ashlar.simulation.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// A trace as Perfetto's TrackEvent protocol buffers, written by hand: four messages of it are
/// needed. Field numbers are those of `perfetto/trace/trace.proto` (TracePacket, TrackDescriptor,
/// TrackEvent, InternedData).
public final class PerfettoTrace {
  private static final int PACKET = 1;
  private static final int TIMESTAMP = 8;
  private static final int SEQUENCE = 10;
  private static final int TRACK_EVENT = 11;
  private static final int INTERNED = 12;
  private static final int SEQUENCE_FLAGS = 13;
  private static final int DESCRIPTOR = 60;
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int COUNTER = 4;

  private final OutputStream out;
  private final Map<String, Long> names = new HashMap<>();

  public PerfettoTrace(OutputStream out) {
    this.out = out;
  }

  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    private Message fixed(int field, double value) {
      return fixedBits(field, Double.doubleToRawLongBits(value));
    }

    private Message fixedBits(int field, long bits) {
      varint((long) field << 3 | 1);
      for (int i = 0; i < Long.BYTES; i++) {
        bytes.write((int) (bits >>> 8 * i));
      }
      return this;
    }

    private Message text(int field, String value) {
      return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private Message message(int field, Message value) {
      return raw(field, value.bytes.toByteArray());
    }

    private Message raw(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      bytes.writeBytes(value);
      return this;
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
  }

  public void write(Trace trace) {
    for (int i = 0; i < trace.tracks().size(); i++) {
      var track = trace.tracks().get(i);
      var descriptor = new Message().number(1, i + 1L).text(2, track.name());
      if (track.parent() >= 0) {
        descriptor.number(5, track.parent() + 1L);
      }
      if (track.counter()) {
        descriptor.message(8, new Message());
      }
      packet(
          new Message()
              .number(SEQUENCE, 1)
              .number(SEQUENCE_FLAGS, i == 0 ? 1 : 2)
              .message(DESCRIPTOR, descriptor));
    }
    slices(trace);
    for (var sample : trace.samples()) {
      var event =
          new Message()
              .number(9, COUNTER)
              .number(11, sample.track() + 1L)
              .fixed(44, sample.value());
      packet(header(sample.time()).message(TRACK_EVENT, event));
    }
  }

  /// Begins and ends in order of time; at one moment ends come first, and what ends later begins
  /// first.
  private void slices(Trace trace) {
    var slices = trace.slices();
    var moments = new Integer[2 * slices.size()];
    Arrays.setAll(moments, i -> i);
    Arrays.sort(
        moments,
        Comparator.<Integer>comparingDouble(m -> time(trace, m))
            .thenComparing(m -> m % 2 == 0)
            .thenComparingDouble(
                m -> m % 2 == 0 ? -slices.get(m / 2).end() : -slices.get(m / 2).start()));
    var flows = new HashMap<Integer, Message>();
    for (int i = 0; i < trace.arrows().size(); i++) {
      var arrow = trace.arrows().get(i);
      flows.computeIfAbsent(arrow.from(), key -> new Message()).fixedBits(47, i + 1L);
      flows.computeIfAbsent(arrow.to(), key -> new Message()).fixedBits(47, i + 1L);
    }
    for (int moment : moments) {
      var slice = slices.get(moment / 2);
      boolean begin = moment % 2 == 0;
      var event = new Message().number(9, begin ? BEGIN : END).number(11, slice.track() + 1L);
      var packet = header(time(trace, moment));
      if (begin) {
        name(slice.name(), event, packet);
        var flow = flows.get(moment / 2);
        if (flow != null) {
          event.bytes.writeBytes(flow.bytes.toByteArray());
        }
      }
      packet(packet.message(TRACK_EVENT, event));
    }
  }

  private static double time(Trace trace, int moment) {
    var slice = trace.slices().get(moment / 2);
    return moment % 2 == 0 ? slice.start() : slice.end();
  }

  private void name(String name, Message event, Message packet) {
    var known = names.get(name);
    if (known == null) {
      known = names.size() + 1L;
      names.put(name, known);
      packet.message(
          INTERNED, new Message().message(2, new Message().number(1, known).text(2, name)));
    }
    event.number(10, known);
  }

  private static Message header(double time) {
    return new Message()
        .number(TIMESTAMP, Math.round(time))
        .number(SEQUENCE, 1)
        .number(SEQUENCE_FLAGS, 2);
  }

  private void packet(Message message) {
    try {
      out.write(new Message().message(PACKET, message).bytes.toByteArray());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
