package org.ashlar.shell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The joins of the platform as a drawing: bundles that use services above, interfaces in the
/// middle, bundles that provide them below. A bundle that does both stands in both rows.
final class Picture {
  private static final int WIDTH = 1120;
  private static final int BOX = 26;
  private static final int USERS = 60;
  private static final int INTERFACES = 210;
  private static final int PROVIDERS = 360;

  private final Map<String, Double> users = new LinkedHashMap<>();
  private final Map<String, Double> interfaces = new LinkedHashMap<>();
  private final Map<String, Double> providers = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, String> versions = new TreeMap<>();
  private final List<String[]> uses = new ArrayList<>();
  private final List<String[]> provides = new ArrayList<>();

  private Picture(List<Join> joins) {
    for (var join : joins) {
      var service = simple(join.service());
      if (join.service().startsWith("java.") || List.of(join.bundle()).containsAll(join.users())) {
        continue; // commands, what nobody uses now, and what a bundle keeps for itself
      }
      interfaces.put(service, 0.0);
      counts.merge(service, join.count(), Integer::sum);
      versions.put(join.bundle(), join.version());
      providers.put(join.bundle(), 0.0);
      provides.add(new String[] {service, join.bundle()});
      for (var user : join.users()) {
        users.put(user, 0.0);
        uses.add(new String[] {user, service});
      }
    }
  }

  /// The drawing as a self-contained SVG document.
  static String svg(List<Join> joins) {
    var picture = new Picture(joins);
    spread(picture.interfaces, picture.interfaces.keySet().stream().sorted().toList());
    for (int i = 0; i < 4; i++) {
      picture.order(picture.users, picture.uses, 0, picture.interfaces);
      picture.order(picture.providers, picture.provides, 1, picture.interfaces);
      picture.orderInterfaces();
    }
    return picture.draw();
  }

  /// Sorts a row by the mean place of what each box is joined to, which keeps lines from crossing.
  private void order(
      Map<String, Double> row, List<String[]> lines, int end, Map<String, Double> others) {
    var mean = new TreeMap<String, Double>();
    for (var name : row.keySet()) {
      mean.put(
          name,
          lines.stream()
              .filter(l -> l[end].equals(name))
              .mapToDouble(l -> others.getOrDefault(l[1 - end], 0.0))
              .average()
              .orElse(0));
    }
    spread(
        row,
        row.keySet().stream()
            .sorted(
                Comparator.comparing((String n) -> mean.getOrDefault(n, 0.0)).thenComparing(n -> n))
            .toList());
  }

  private void orderInterfaces() {
    var mean = new TreeMap<String, Double>();
    for (var name : interfaces.keySet()) {
      double above =
          uses.stream()
              .filter(l -> l[1].equals(name))
              .mapToDouble(l -> users.getOrDefault(l[0], 0.0))
              .average()
              .orElse(0);
      double below =
          provides.stream()
              .filter(l -> l[0].equals(name))
              .mapToDouble(l -> providers.getOrDefault(l[1], 0.0))
              .average()
              .orElse(0);
      mean.put(name, above + below);
    }
    spread(
        interfaces,
        interfaces.keySet().stream()
            .sorted(
                Comparator.comparing((String n) -> mean.getOrDefault(n, 0.0)).thenComparing(n -> n))
            .toList());
  }

  private static void spread(Map<String, Double> row, List<String> order) {
    for (int i = 0; i < order.size(); i++) {
      row.put(order.get(i), (i + 0.5) * WIDTH / order.size());
    }
  }

  private String draw() {
    var svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d 430" font-family="sans-serif" font-size="12">
        <rect width="%d" height="430" fill="#ffffff"/>
        <text x="12" y="24" fill="#666">bundles that use</text>
        <text x="12" y="%d" fill="#666">interfaces</text>
        <text x="12" y="%d" fill="#666">bundles that provide</text>
        """
            .formatted(WIDTH, WIDTH, INTERFACES - 32, PROVIDERS + 56));
    var seen = new TreeSet<String>();
    for (var line : uses) {
      if (seen.add("u " + line[0] + " " + line[1])) {
        svg.append(
            curve(
                users.getOrDefault(line[0], 0.0),
                USERS + BOX / 2,
                interfaces.getOrDefault(line[1], 0.0),
                INTERFACES - BOX / 2,
                "#9db4c8"));
      }
    }
    for (var line : provides) {
      if (seen.add("p " + line[0] + " " + line[1])) {
        svg.append(
            curve(
                interfaces.getOrDefault(line[0], 0.0),
                INTERFACES + BOX / 2,
                providers.getOrDefault(line[1], 0.0),
                PROVIDERS - BOX / 2,
                "#c8a36a"));
      }
    }
    users.forEach((name, x) ->
        svg.append(
            box(name.replace("org.ashlar.", ""), x, USERS, users.size(), "#e8f0f7", "#4a7ba6", 4)));
    interfaces.forEach((name, x) ->
        svg.append(
            box(
                name + (counts.getOrDefault(name, 1) > 1 ? " ×" + counts.get(name) : ""),
                x,
                INTERFACES,
                interfaces.size(),
                "#ffffff",
                "#444444",
                13)));
    providers.forEach((name, x) -> {
      svg.append(
          box(
              name.replace("org.ashlar.", ""),
              x,
              PROVIDERS,
              providers.size(),
              "#f9f0e1",
              "#b07f2c",
              4));
      svg.append(
          "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\" font-size=\"10\" fill=\"#888\">%s</text>%n"
              .formatted(
                  x,
                  PROVIDERS + 28,
                  escape(versions.getOrDefault(name, "").replace(".SNAPSHOT", ""))));
    });
    return svg.append("</svg>\n").toString();
  }

  private static String box(
      String label, double x, int y, int boxes, String fill, String stroke, int corner) {
    double width = Math.min(WIDTH / (double) boxes - 8, Math.max(60, 7.4 * label.length() + 16));
    return String.format(
        Locale.ROOT,
        "<rect x=\"%.0f\" y=\"%d\" width=\"%.0f\" height=\"%d\" rx=\"%d\" fill=\"%s\" stroke=\"%s\"/>%n"
            + "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
        x - width / 2,
        y - BOX / 2,
        width,
        BOX,
        corner,
        fill,
        stroke,
        x,
        y + 4,
        escape(label));
  }

  private static String curve(double x1, int y1, double x2, int y2, String stroke) {
    int middle = (y1 + y2) / 2;
    return String.format(
        Locale.ROOT,
        "<path d=\"M%.0f %d C%.0f %d %.0f %d %.0f %d\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.3\"/>%n",
        x1,
        y1,
        x1,
        middle,
        x2,
        middle,
        x2,
        y2,
        stroke);
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
