package org.ashlar.simulation.report;

import java.util.Locale;

/// The few shapes that pictures are made of.
final class Svg {
  static final String[] COLOURS = {
    "#2a78b5", "#e08a2c", "#3a9a58", "#c44e52", "#8c6bb1", "#937860", "#d98cb3", "#7f7f7f",
    "#b5b03c", "#4fb3bf", "#556b2f", "#a0522d"
  };

  private Svg() {}

  static void line(StringBuilder to, double x1, double y1, double x2, double y2, String colour) {
    to.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
            x1,
            y1,
            x2,
            y2,
            colour));
  }

  static void text(StringBuilder to, double x, double y, String anchor, String text) {
    to.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            x,
            y,
            anchor,
            Page.escape(text)));
  }

  static void box(
      StringBuilder to,
      double x,
      double y,
      double width,
      double height,
      String colour,
      String title) {
    to.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" fill=\"%s\"><title>%s</title></rect>",
            x,
            y,
            Math.max(0.2, width),
            height,
            colour,
            Page.escape(title)));
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e7
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
