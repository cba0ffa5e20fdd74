package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.List;

/// Cuts a PTX text into tokens; comments and blanks are dropped.
final class Lexer {
  /// Signs of two characters, which come before those of one.
  private static final List<String> TWO = List.of("<<", ">>", "<=", ">=", "==", "!=", "&&", "||");

  private static final String ONE = ",;[]{}()+-!|@:<>=*/%&^~?";

  private final String file;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  Lexer(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /// All tokens, the last of kind END.
  List<Token> tokens() {
    while (true) {
      blanks();
      if (at >= text.length()) {
        tokens.add(new Token(Token.Kind.END, "", here()));
        return tokens;
      }
      next();
    }
  }

  private void next() {
    var position = here();
    int start = at;
    char c = text.charAt(at);
    if (wordStart(c) || c == '%' && at + 1 < text.length() && wordStart(text.charAt(at + 1))) {
      at++;
      word();
      tokens.add(new Token(Token.Kind.WORD, text.substring(start, at), position));
    } else if (c == '.' && at + 1 < text.length() && wordPart(text.charAt(at + 1))) {
      at++;
      suffix();
      tokens.add(new Token(Token.Kind.DOT, text.substring(start + 1, at), position));
    } else if (Character.isDigit(c)) {
      number();
      tokens.add(new Token(Token.Kind.NUMBER, text.substring(start, at), position));
    } else if (c == '"') {
      int end = text.indexOf('"', at + 1);
      if (end < 0) {
        throw new PtxError(file, position, "string: it must end with a quote: none follows");
      }
      at = end + 1;
      tokens.add(new Token(Token.Kind.STRING, text.substring(start + 1, end), position));
    } else if (at + 1 < text.length() && TWO.contains(text.substring(at, at + 2))) {
      at += 2;
      tokens.add(new Token(Token.Kind.SIGN, text.substring(start, at), position));
    } else if (ONE.indexOf(c) >= 0) {
      at++;
      tokens.add(new Token(Token.Kind.SIGN, String.valueOf(c), position));
    } else {
      throw new PtxError(file, position, "character: it must be one that PTX uses: '" + c + "'");
    }
  }

  private void blanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        at++;
        line++;
        lineStart = at;
      } else if (c <= ' ') {
        at++;
      } else if (text.startsWith("//", at)) {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (text.startsWith("/*", at)) {
        comment();
      } else {
        return;
      }
    }
  }

  private void comment() {
    int end = text.indexOf("*/", at + 2);
    if (end < 0) {
      throw new PtxError(file, here(), "comment: it must end with */: none follows");
    }
    for (; at < end + 2; at++) {
      if (text.charAt(at) == '\n') {
        line++;
        lineStart = at + 1;
      }
    }
  }

  private void word() {
    while (at < text.length() && wordPart(text.charAt(at))) {
      at++;
    }
  }

  /// A suffix may hold `::`, as `shared::cta`.
  private void suffix() {
    word();
    while (text.startsWith("::", at)) {
      at += 2;
      word();
    }
  }

  /// Digits, letters of hexadecimal numbers and of the suffix U; a point and a signed exponent in
  /// decimals.
  private void number() {
    boolean decimal =
        text.charAt(at) != '0'
            || at + 1 >= text.length()
            || !Character.isLetter(text.charAt(at + 1));
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean sign = (c == '+' || c == '-') && decimal && "eE".indexOf(text.charAt(at - 1)) >= 0;
      if (!Character.isLetterOrDigit(c) && !(c == '.' && decimal) && !sign) {
        return;
      }
      at++;
    }
  }

  private Position here() {
    return new Position(line, at - lineStart + 1);
  }

  private static boolean wordStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$';
  }

  private static boolean wordPart(char c) {
    return wordStart(c) || c >= '0' && c <= '9';
  }
}
