package org.ashlar.ptx;

/// A piece of the text: a word, a word after a dot, a number, a string or a sign.
///
/// @param text without the dot of a suffix and without the quotes of a string
record Token(Kind kind, String text, Position position) {
  /// What it is.
  enum Kind {
    WORD,
    DOT,
    NUMBER,
    STRING,
    SIGN,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /// As it looks in the text.
  String shown() {
    return switch (kind) {
      case DOT -> "." + text;
      case STRING -> "\"" + text + "\"";
      case END -> "end of text";
      case WORD, NUMBER, SIGN -> text;
    };
  }
}
