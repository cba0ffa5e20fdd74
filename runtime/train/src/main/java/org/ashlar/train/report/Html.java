package org.ashlar.train.report;

import java.util.Locale;

/// Text and numbers as they stand in a page.
final class Html {
  private Html() {}

  static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /// Four digits that count.
  static String number(double value) {
    if (value == 0 || value == Math.rint(value) && Math.abs(value) < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    double size = Math.abs(value);
    if (size >= 1e-3 && size < 1e6) {
      int digits = (int) Math.clamp(3 - Math.floor(Math.log10(size)), 0, 6);
      return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
    return String.format(Locale.ROOT, "%.2e", value);
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * part);
  }
}
