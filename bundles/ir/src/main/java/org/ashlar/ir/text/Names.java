package org.ashlar.ir.text;

import java.util.Set;

/// How names and strings are written: plain words bare, all other names between backticks, with
/// escapes; ASCII only.
public final class Names {
  /// Words with a meaning of their own, which names may be only in quotes.
  private static final Set<String> RESERVED =
      Set.of(
          "let",
          "in",
          "and",
          "or",
          "xor",
          "rem",
          "shl",
          "shr",
          "true",
          "false",
          "inf",
          "nan",
          "none",
          "for",
          "if",
          "else",
          "alloc",
          "copy",
          "multiply",
          "seq",
          "over",
          "outside",
          "global",
          "shared",
          "scratch",
          "registers",
          "serial",
          "unrolled",
          "vector",
          "cores",
          "blocks",
          "threads",
          "kernel",
          "plan",
          "function",
          "slot",
          "launch",
          "repeat",
          "branch",
          "at",
          "by",
          "along",
          "exclusive",
          "reverse",
          "pointwise",
          "indexed",
          "scanned",
          "scattered",
          "composed",
          "chosen",
          "repeated",
          "opaque",
          "reducer");

  private Names() {}

  static boolean isStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  static boolean isPart(char c) {
    return isStart(c) || c >= '0' && c <= '9';
  }

  /// A name as the parser reads it back.
  public static String name(String name) {
    return isPlain(name) ? name : quoted(name, '`');
  }

  /// A name where words of the language have no meaning of their own: an operator's.
  static String word(String name) {
    return isWord(name) ? name : quoted(name, '`');
  }

  /// A string between double quotes.
  public static String string(String text) {
    return quoted(text, '"');
  }

  private static boolean isPlain(String name) {
    return isWord(name) && !RESERVED.contains(name);
  }

  private static boolean isWord(String name) {
    if (name.isEmpty() || !isStart(name.charAt(0)) || name.endsWith(".")) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isPart(c) && !(c == '.' && name.charAt(i - 1) != '.')) {
        return false;
      }
    }
    return true;
  }

  private static String quoted(String text, char quote) {
    var out = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c == quote) {
            out.append('\\').append(c);
          } else if (c < ' ' || c > '~') {
            out.append("\\u").append(Integer.toHexString(0x10000 + c).substring(1));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append(quote).toString();
  }
}
