package org.ashlar.ir.text;

/// A word of a text form.
///
/// @param text the name or the string without quotes, else as it stands
/// @param line from 1
/// @param column from 1
/// @param first whether it is the first of its line
/// @param start where it begins in the source
/// @param end where it ends in the source
record Token(Kind kind, String text, int line, int column, boolean first, int start, int end) {
  /// The families of words.
  enum Kind {
    NAME,
    QUOTED_NAME,
    NUMBER,
    STRING,
    SIGN,
    END
  }

  boolean is(String sign) {
    return (kind == Kind.SIGN || kind == Kind.NAME) && text.equals(sign);
  }

  boolean isName() {
    return kind == Kind.NAME || kind == Kind.QUOTED_NAME;
  }

  /// How messages show it.
  String shown() {
    return switch (kind) {
      case END -> "the end of the text";
      case STRING -> "the string \"" + text + "\"";
      case NAME, QUOTED_NAME, NUMBER, SIGN -> "'" + text + "'";
    };
  }

  String position() {
    return "line " + line + ", column " + column;
  }
}
