package org.ashlar.ir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.text.Token.Kind;

/// Cuts a text form into words. `#` starts a comment that ends with its line.
final class Lexer {
  private static final Set<String> PAIRS = Set.of("->", "==", "!=", "<=", "//", "..", "+=");

  private final String source;
  private int at;
  private int line = 1;
  private int lineStart;
  private boolean first = true;

  private Lexer(String source) {
    this.source = source;
  }

  /// The words of a source; the last is the end.
  static List<Token> of(String source) {
    var lexer = new Lexer(source);
    var tokens = new ArrayList<Token>();
    do {
      tokens.add(lexer.next());
    } while (tokens.getLast().kind() != Kind.END);
    return tokens;
  }

  private Token next() {
    skipBlanks();
    int start = at;
    int column = start - lineStart + 1;
    int startLine = line;
    boolean wasFirst = first;
    first = false;
    if (at == source.length()) {
      return new Token(Kind.END, "", startLine, column, true, start, start);
    }
    char c = source.charAt(at);
    Kind kind;
    String text;
    if (Names.isStart(c)) {
      kind = Kind.NAME;
      text = word();
    } else if (isDigit(c)) {
      kind = Kind.NUMBER;
      text = number();
    } else if (c == '"' || c == '`') {
      kind = c == '"' ? Kind.STRING : Kind.QUOTED_NAME;
      text = quoted(c, startLine, column);
    } else {
      kind = Kind.SIGN;
      text = sign(startLine, column);
    }
    return new Token(kind, text, startLine, column, wasFirst, start, at);
  }

  private void skipBlanks() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\n') {
        line++;
        lineStart = at + 1;
        first = true;
      } else if (c == '#') {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
        continue;
      } else if (c != ' ' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private String word() {
    int start = at;
    while (at < source.length()
        && (Names.isPart(source.charAt(at))
            || source.charAt(at) == '.'
                && at + 1 < source.length()
                && Names.isPart(source.charAt(at + 1)))) {
      at++;
    }
    return source.substring(start, at);
  }

  private String number() {
    int start = at;
    if (source.startsWith("0x", at)) {
      at += 2;
      while (at < source.length() && Character.digit(source.charAt(at), 16) >= 0) {
        at++;
      }
      return source.substring(start, at);
    }
    digits();
    if (at + 1 < source.length() && source.charAt(at) == '.' && isDigit(source.charAt(at + 1))) {
      at++;
      digits();
    }
    if (at < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
      int sign =
          at + 1 < source.length() && (source.charAt(at + 1) == '-' || source.charAt(at + 1) == '+')
              ? 1
              : 0;
      if (at + 1 + sign < source.length() && isDigit(source.charAt(at + 1 + sign))) {
        at += 1 + sign;
        digits();
      }
    }
    return source.substring(start, at);
  }

  private void digits() {
    while (at < source.length() && isDigit(source.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private String quoted(char quote, int startLine, int column) {
    var text = new StringBuilder();
    at++;
    while (at < source.length() && source.charAt(at) != quote && source.charAt(at) != '\n') {
      char c = source.charAt(at++);
      text.append(c == '\\' ? escaped(startLine, column) : c);
    }
    if (at == source.length() || source.charAt(at) == '\n') {
      throw error(
          startLine, column, "a quote that is closed on its line expected, found " + quote + text);
    }
    at++;
    return text.toString();
  }

  private char escaped(int startLine, int column) {
    char c = at < source.length() ? source.charAt(at++) : ' ';
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '"', '`' -> c;
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = at < source.length() ? Character.digit(source.charAt(at++), 16) : -1;
          if (digit < 0) {
            throw error(startLine, column, "four hexadecimal digits expected after \\u");
          }
          code = code * 16 + digit;
        }
        yield (char) code;
      }
      default ->
          throw error(
              startLine, column, "one of \\n \\t \\r \\\\ \\\" \\` \\u expected, found \\" + c);
    };
  }

  private String sign(int startLine, int column) {
    if (at + 2 <= source.length() && PAIRS.contains(source.substring(at, at + 2))) {
      at += 2;
      return source.substring(at - 2, at);
    }
    char c = source.charAt(at++);
    if ("()[]{}<>,:;=+-*/%@".indexOf(c) < 0) {
      throw error(
          startLine,
          column,
          "no word of the language starts with " + Names.string(String.valueOf(c)));
    }
    return String.valueOf(c);
  }

  private static IllegalArgumentException error(int line, int column, String message) {
    return new IllegalArgumentException("line " + line + ", column " + column + ": " + message);
  }
}
