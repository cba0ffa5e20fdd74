package org.ashlar.simulation.report;

import java.util.ArrayList;
import java.util.TreeMap;

/// A picture of a trace: a row for each track that has slices, time across.
public final class Timeline {
  private static final int WIDTH = 1000;
  private static final int LEFT = 130;
  private static final int MOST_BOXES = 4000;

  private final Trace trace;

  public Timeline(Trace trace) {
    this.trace = trace;
  }

  /// At most some thousand boxes: beyond, the shortest are left out.
  public String svg() {
    var slices = new ArrayList<>(trace.slices());
    double end = slices.stream().mapToDouble(Trace.Slice::end).max().orElse(1);
    if (slices.size() > MOST_BOXES) {
      slices.sort((a, b) -> Double.compare(b.end() - b.start(), a.end() - a.start()));
      slices.subList(MOST_BOXES, slices.size()).clear();
    }
    var rows = new TreeMap<Integer, Integer>();
    slices.forEach(each -> rows.putIfAbsent(each.track(), 0));
    int next = 0;
    for (var row : rows.entrySet()) {
      row.setValue(next++);
    }
    var names = new ArrayList<String>();
    int step = next > 60 ? 6 : 14;
    int height = next * step + 30;
    var text =
        new StringBuilder(
            "<svg viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\"" + WIDTH + "\">");
    rows.forEach((track, row) -> {
      if (step > 8 || row % 4 == 0) {
        Svg.text(text, LEFT - 6, row * step + 10, "end", trace.tracks().get(track).name());
      }
    });
    for (var slice : slices) {
      if (!names.contains(slice.name()) && names.size() < Svg.COLOURS.length) {
        names.add(slice.name());
      }
      double x = LEFT + (WIDTH - LEFT - 10) * slice.start() / end;
      double width = (WIDTH - LEFT - 10) * (slice.end() - slice.start()) / end;
      Svg.box(
          text,
          x,
          rows.getOrDefault(slice.track(), 0) * step,
          width,
          step - 1.5,
          Svg.COLOURS[Math.floorMod(names.indexOf(slice.name()), Svg.COLOURS.length)],
          slice.name()
              + " "
              + Svg.number(slice.start())
              + " to "
              + Svg.number(slice.end())
              + " ns");
    }
    for (int i = 0; i <= 4; i++) {
      Svg.text(
          text,
          LEFT + (WIDTH - LEFT - 60) * i / 4.0,
          height - 8,
          "start",
          Svg.number(Math.rint(end * i / 4)) + " ns");
    }
    return text.append("</svg>").toString();
  }
}
