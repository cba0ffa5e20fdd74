package org.ashlar.simulation.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A picture of shares: a bar for each row, cut into parts that add to one (why warps waited, what
/// a kernel's joules went to).
public final class Stacks {
  private static final int WIDTH = 760;
  private static final int LEFT = 180;
  private static final int BAR = 26;

  private final List<String> names = new ArrayList<>();
  private final List<Map<String, Double>> parts = new ArrayList<>();

  /// @param amounts parts in their order; those of 0 are left out
  public Stacks bar(String name, Map<String, Double> amounts) {
    names.add(name);
    parts.add(amounts);
    return this;
  }

  public String svg() {
    var kinds = new LinkedHashSet<String>();
    parts.forEach(each -> kinds.addAll(each.keySet()));
    var order = List.copyOf(kinds);
    int legend = 18 * ((order.size() + 3) / 4);
    int height = names.size() * (BAR + 8) + legend + 16;
    var text =
        new StringBuilder(
            "<svg viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\"" + WIDTH + "\">");
    for (int i = 0; i < names.size(); i++) {
      double y = i * (BAR + 8) + 4;
      Svg.text(text, LEFT - 8, y + BAR * 0.66, "end", names.get(i));
      double total = parts.get(i).values().stream().mapToDouble(Double::doubleValue).sum();
      double x = LEFT;
      for (var part : parts.get(i).entrySet()) {
        double width = total <= 0 ? 0 : (WIDTH - LEFT - 10) * part.getValue() / total;
        if (width > 0) {
          Svg.box(
              text,
              x,
              y,
              width,
              BAR,
              colour(order, part.getKey()),
              String.format(
                  Locale.ROOT, "%s: %.1f %%", part.getKey(), 100 * part.getValue() / total));
        }
        x += width;
      }
    }
    for (int i = 0; i < order.size(); i++) {
      double x = LEFT + (i % 4) * 145;
      double y = names.size() * (BAR + 8) + 16 + 18.0 * (i / 4);
      Svg.box(text, x, y - 10, 12, 12, colour(order, order.get(i)), order.get(i));
      Svg.text(text, x + 16, y, "start", order.get(i));
    }
    return text.append("</svg>").toString();
  }

  private static String colour(List<String> order, String name) {
    return Svg.COLOURS[order.indexOf(name) % Svg.COLOURS.length];
  }
}
