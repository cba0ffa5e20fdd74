package org.ashlar.train.report;

import java.util.List;
import java.util.Locale;

/// Curves over the passes as a picture in a page: SVG, coloured by the page's style.
final class Curves {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 240;
  private static final int LEFT = 70;
  private static final int BOTTOM = 30;
  private static final int TOP = 12;
  private static final int RIGHT = 14;

  /// One curve.
  ///
  /// @param style the class in the page's style: `a`, `b`, `faint`
  record Curve(String name, String style, List<Point> points) {
    Curve {
      points =
          points.stream().filter(p -> Double.isFinite(p.x()) && Double.isFinite(p.y())).toList();
    }
  }

  record Point(double x, double y) {}

  private final boolean logarithmic;
  private final double fromX;
  private final double toX;
  private final double fromY;
  private final double toY;

  private Curves(boolean logarithmic, double fromX, double toX, double fromY, double toY) {
    this.logarithmic = logarithmic;
    this.fromX = fromX;
    this.toX = toX;
    this.fromY = fromY;
    this.toY = toY;
  }

  /// The picture of curves that share their axes; x counts passes.
  static String svg(String title, boolean logarithmic, List<Curve> curves) {
    var points = curves.stream().flatMap(c -> c.points().stream()).toList();
    double least = points.stream().mapToDouble(Point::y).min().orElse(0);
    double most = points.stream().mapToDouble(Point::y).max().orElse(1);
    boolean logs = logarithmic && least > 0 && most > least;
    double margin = most > least ? (most - least) * 0.04 : Math.max(Math.abs(most), 1) * 0.1;
    double end = points.stream().mapToDouble(Point::x).max().orElse(1);
    var plot =
        logs
            ? new Curves(true, 0, end, Math.log(least), Math.log(most))
            : new Curves(false, 0, end, least - margin, most + margin);
    var out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            HEIGHT,
            Html.text(title)));
    plot.axes(out);
    for (var curve : curves) {
      plot.line(out, curve);
    }
    return out.append("</svg>\n").toString();
  }

  private void axes(StringBuilder out) {
    for (int i = 0; i <= 4; i++) {
      double y = fromY + (toY - fromY) * i / 4;
      double at = yPixel(logarithmic ? Math.exp(y) : y);
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
              LEFT,
              WIDTH - RIGHT,
              at,
              at,
              LEFT - 6,
              at + 4,
              Html.number(logarithmic ? Math.exp(y) : y)));
    }
    double step = Math.max(1, Math.ceil(toX / 10));
    for (double x = 0; x <= toX; x += step) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n",
              xPixel(x),
              HEIGHT - 10,
              x));
    }
  }

  private void line(StringBuilder out, Curve curve) {
    out.append("<polyline class=\"").append(curve.style()).append("\" points=\"");
    for (var point : curve.points()) {
      out.append(String.format(Locale.ROOT, "%.1f,%.1f ", xPixel(point.x()), yPixel(point.y())));
    }
    out.append("\"/>\n");
    if (curve.points().size() <= 100 && !curve.style().equals("faint")) {
      for (var point : curve.points()) {
        out.append(
            String.format(
                Locale.ROOT,
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s after pass %s: %s</title></circle>%n",
                curve.style(),
                xPixel(point.x()),
                yPixel(point.y()),
                Html.text(curve.name()),
                Html.number(point.x()),
                Html.number(point.y())));
      }
    }
  }

  private double xPixel(double x) {
    return LEFT + (WIDTH - LEFT - RIGHT) * (toX > fromX ? (x - fromX) / (toX - fromX) : 0);
  }

  private double yPixel(double y) {
    double at = logarithmic ? Math.log(y) : y;
    return HEIGHT
        - BOTTOM
        - (HEIGHT - BOTTOM - TOP) * (toY > fromY ? (at - fromY) / (toY - fromY) : 0.5);
  }
}
