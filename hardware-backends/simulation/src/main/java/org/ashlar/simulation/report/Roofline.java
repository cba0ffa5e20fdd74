package org.ashlar.simulation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A picture of what limits kernels: operations per byte across, operations per second up, both as
/// logarithms; a slope for each memory, a ceiling for each kind of arithmetic, a dot for each
/// kernel.
public final class Roofline {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int MARGIN = 60;

  private record Slope(String name, double bytesPerSecond) {}

  private record Ceiling(String name, double operationsPerSecond) {}

  private record Dot(String name, double operationsPerByte, double operationsPerSecond) {}

  private final List<Slope> slopes = new ArrayList<>();
  private final List<Ceiling> ceilings = new ArrayList<>();
  private final List<Dot> dots = new ArrayList<>();

  public Roofline memory(String name, double bytesPerSecond) {
    slopes.add(new Slope(name, bytesPerSecond));
    return this;
  }

  public Roofline peak(String name, double operationsPerSecond) {
    ceilings.add(new Ceiling(name, operationsPerSecond));
    return this;
  }

  /// @throws IllegalArgumentException for a kernel above the roof: then the counts or the time are
  ///   wrong
  public Roofline kernel(String name, double operationsPerByte, double operationsPerSecond) {
    double roof = roof(operationsPerByte);
    if (operationsPerSecond > roof * 1.000001) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "roofline: kernel %s: must not be above the roof: %.4g of %.4g operations a second",
              name,
              operationsPerSecond,
              roof));
    }
    dots.add(new Dot(name, operationsPerByte, operationsPerSecond));
    return this;
  }

  /// The most that any kernel can reach at an intensity: the fastest memory here and the highest
  /// peak.
  public double roof(double operationsPerByte) {
    double memory =
        slopes.stream().mapToDouble(Slope::bytesPerSecond).max().orElse(Double.POSITIVE_INFINITY);
    double peak =
        ceilings.stream()
            .mapToDouble(Ceiling::operationsPerSecond)
            .max()
            .orElse(Double.POSITIVE_INFINITY);
    return Math.min(peak, memory * operationsPerByte);
  }

  public String svg() {
    double top = ceilings.stream().mapToDouble(Ceiling::operationsPerSecond).max().orElse(1e12) * 2;
    double bottom = top / 1e5;
    double left = 0.01;
    double right = 10_000;
    var text = new StringBuilder();
    text.append("<svg viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(HEIGHT)
        .append("\" width=\"")
        .append(WIDTH)
        .append("\">");
    for (double x = left; x <= right; x *= 10) {
      Svg.line(
          text,
          across(x, left, right),
          MARGIN / 2.0,
          across(x, left, right),
          HEIGHT - MARGIN,
          "#e4eaea");
      Svg.text(text, across(x, left, right), HEIGHT - MARGIN + 16, "middle", Svg.number(x));
    }
    Svg.text(text, WIDTH / 2.0, HEIGHT - 12, "middle", "operations per byte of device memory");
    for (var ceiling : ceilings) {
      double y = up(ceiling.operationsPerSecond(), bottom, top);
      Svg.line(text, MARGIN, y, WIDTH - 10, y, "#c60");
      Svg.text(text, WIDTH - 12, y - 4, "end", ceiling.name());
    }
    double best = ceilings.stream().mapToDouble(Ceiling::operationsPerSecond).max().orElse(top);
    for (var slope : slopes) {
      double from = Math.max(left, bottom / slope.bytesPerSecond());
      double to = Math.min(right, best / slope.bytesPerSecond());
      Svg.line(
          text,
          across(from, left, right),
          up(from * slope.bytesPerSecond(), bottom, top),
          across(to, left, right),
          up(to * slope.bytesPerSecond(), bottom, top),
          "#06c");
      Svg.text(
          text,
          across(from, left, right) + 6,
          up(from * slope.bytesPerSecond(), bottom, top) - 8,
          "start",
          slope.name());
    }
    for (var dot : dots) {
      double x = across(Math.clamp(dot.operationsPerByte(), left, right), left, right);
      double y = up(Math.clamp(dot.operationsPerSecond(), bottom, top), bottom, top);
      text.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#283\"><title>%s</title></circle>",
              x,
              y,
              Page.escape(dot.name())));
      Svg.text(text, x + 8, y + 4, "start", dot.name());
    }
    return text.append("</svg>").toString();
  }

  private static double across(double value, double left, double right) {
    return MARGIN + (WIDTH - MARGIN - 10) * Math.log(value / left) / Math.log(right / left);
  }

  private static double up(double value, double bottom, double top) {
    return HEIGHT
        - MARGIN
        - (HEIGHT - 1.5 * MARGIN) * Math.log(value / bottom) / Math.log(top / bottom);
  }
}
