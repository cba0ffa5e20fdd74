package org.ashlar.train.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ashlar.train.History;
import org.ashlar.train.Metrics;
import org.ashlar.train.data.Dataset;
import org.ashlar.train.report.Curves.Curve;
import org.ashlar.train.report.Curves.Point;

/// A training as one page for a browser: curves, confusions, samples that went wrong, settings. The
/// page has all in itself, runs no script and follows the reader's choice of light or dark.
///
/// @param stepsOfPass to place steps among passes
/// @param settings what was chosen, in order
/// @param classes names by label
/// @param held the samples that the metrics are of
public record Report(
    String title,
    Map<String, String> settings,
    History history,
    long stepsOfPass,
    Metrics metrics,
    List<String> classes,
    Dataset held) {

  public void write(Path file) {
    try {
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, page());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "report " + file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  String page() {
    var parts =
        Map.of(
            "title", Html.text(title),
            "figures", figures(),
            "curves", curves(),
            "confusion", confusion(),
            "mistakes", mistakes(),
            "settings", rows(settings));
    return Pattern.compile("\\{(" + String.join("|", parts.keySet()) + ")\\}")
        .matcher(template())
        .replaceAll(
            place -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)))));
  }

  private static String template() {
    try (var in =
        Objects.requireNonNull(Report.class.getResourceAsStream("report.html"), "report.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report: the embedded page cannot be read", e);
    }
  }

  private String figures() {
    var last = history.passes();
    double seconds = last.stream().mapToDouble(History.Pass::seconds).sum();
    return figure(Html.percent(metrics.accuracy()), "right on " + held.size() + " held-out samples")
        + figure(Html.number(metrics.loss()), "loss on them")
        + figure(Integer.toString(last.size()), "passes")
        + figure(String.format(Locale.ROOT, "%.1f s", seconds), "training with tests");
  }

  private static String figure(String number, String what) {
    return "<div class=\"figure\"><b>"
        + Html.text(number)
        + "</b><span>"
        + Html.text(what)
        + "</span></div>\n";
  }

  private String curves() {
    var steps = history.steps();
    var passes = history.passes();
    var losses =
        List.of(
            new Curve(
                "loss of a mini-batch",
                "faint",
                steps.stream().map(s -> new Point(at(s.step()), s.loss())).toList()),
            new Curve(
                "mean loss in training",
                "a",
                passes.stream().map(p -> new Point(p.pass(), p.loss())).toList()),
            new Curve(
                "loss on held-out samples",
                "b",
                passes.stream().map(p -> new Point(p.pass(), p.heldLoss())).toList()));
    var accuracy =
        List.of(
            new Curve(
                "right on held-out samples, %",
                "b",
                passes.stream().map(p -> new Point(p.pass(), 100 * p.heldAccuracy())).toList()));
    var rates =
        List.of(
            new Curve(
                "learning rate",
                "a",
                steps.stream().map(s -> new Point(at(s.step()), s.rate())).toList()));
    return drawing("Loss over passes, logarithmic", true, losses)
        + drawing("Accuracy over passes", false, accuracy)
        + drawing("Learning rate over passes", false, rates);
  }

  private double at(long step) {
    return (double) step / stepsOfPass;
  }

  private static String drawing(String title, boolean logarithmic, List<Curve> curves) {
    var keys = new StringBuilder();
    for (var curve : curves) {
      keys.append("<span class=\"key ")
          .append(curve.style())
          .append("\">")
          .append(Html.text(curve.name()))
          .append("</span>");
    }
    return "<figure><figcaption>"
        + Html.text(title)
        + "<br>"
        + keys
        + "</figcaption>"
        + Curves.svg(title, logarithmic, curves)
        + "</figure>\n";
  }

  private String confusion() {
    var counts = metrics.confusion();
    var out = new StringBuilder("<tr><th>label \\ answer</th>");
    for (int c = 0; c < counts.length; c++) {
      out.append("<th>").append(name(c)).append("</th>");
    }
    out.append("<th>found</th></tr>\n");
    for (int r = 0; r < counts.length; r++) {
      long row = 0;
      for (long count : counts[r]) {
        row += count;
      }
      out.append("<tr><th>").append(name(r)).append("</th>");
      for (int c = 0; c < counts.length; c++) {
        double part = row == 0 ? 0 : (double) counts[r][c] / row;
        out.append(
            String.format(
                Locale.ROOT,
                "<td class=\"%s\" style=\"--part:%.0f%%\">%s</td>",
                r == c ? "right" : "wrong",
                70 * Math.sqrt(part),
                counts[r][c] == 0 ? "" : Long.toString(counts[r][c])));
      }
      out.append("<td>")
          .append(row == 0 ? "" : Html.percent((double) counts[r][r] / row))
          .append("</td></tr>\n");
    }
    return out.toString();
  }

  private String mistakes() {
    var cards = new ArrayList<String>();
    for (var mistake : metrics.mistakes()) {
      var words =
          name(mistake.label())
              + " taken for "
              + name(mistake.answer())
              + String.format(Locale.ROOT, ", %.0f %% sure", 100 * mistake.surety());
      cards.add(
          "<figure class=\"card\">"
              + Samples.html(held, mistake.place(), words)
              + "<figcaption>"
              + words
              + "</figcaption></figure>");
    }
    return cards.isEmpty() ? "<p>None.</p>" : String.join("\n", cards);
  }

  private String name(int label) {
    return Html.text(label < classes.size() ? classes.get(label) : Integer.toString(label));
  }

  private static String rows(Map<String, String> pairs) {
    var out = new StringBuilder();
    pairs.forEach((name, value) ->
        out.append("<tr><th>")
            .append(Html.text(name))
            .append("</th><td>")
            .append(Html.text(value))
            .append("</td></tr>\n"));
    return out.toString();
  }
}
