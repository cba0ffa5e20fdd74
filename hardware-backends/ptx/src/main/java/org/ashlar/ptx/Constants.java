package org.ashlar.ptx;

import java.util.List;

/// Reads constant expressions of whole numbers, as `4*(2+1)`; all is 64 bits, unsigned where one
/// side is.
final class Constants {
  /// The operators by how loosely they bind, loosest first.
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("||"),
          List.of("&&"),
          List.of("|"),
          List.of("^"),
          List.of("&"),
          List.of("==", "!="),
          List.of("<", "<=", ">", ">="),
          List.of("<<", ">>"),
          List.of("+", "-"),
          List.of("*", "/", "%"));

  private final Tokens tokens;

  Constants(Tokens tokens) {
    this.tokens = tokens;
  }

  /// A number and whether it counts as unsigned.
  private record Value(long bits, boolean unsigned) {}

  /// Whether a constant begins here.
  boolean begins() {
    var token = tokens.peek();
    return token.kind() == Token.Kind.NUMBER
        || token.is("-")
        || token.is("+")
        || token.is("~")
        || token.is("(");
  }

  /// A whole number.
  long whole() {
    return level(0).bits();
  }

  /// A sum's offset: only what binds as a product, so that `[a+4]` and `a-4` read as they look.
  long term() {
    return level(LEVELS.size() - 1).bits();
  }

  /// A number of any kind.
  Operand number() {
    boolean minus = tokens.at("-");
    var token = tokens.peek(minus ? 1 : 0);
    if (token.kind() == Token.Kind.NUMBER && real(token.text())) {
      if (minus) {
        tokens.next();
      }
      tokens.next();
      return literal(token, minus);
    }
    return new Operand.Whole(whole());
  }

  private static boolean real(String text) {
    var lower = text.toLowerCase(java.util.Locale.ROOT);
    if (lower.startsWith("0f") || lower.startsWith("0d")) {
      return true;
    }
    return !lower.startsWith("0x") && (text.contains(".") || lower.contains("e"));
  }

  private Operand literal(Token token, boolean minus) {
    var text = token.text();
    try {
      if (text.startsWith("0f") || text.startsWith("0F")) {
        int bits = Integer.parseUnsignedInt(digits(text, 8, token), 16);
        return new Operand.Single(minus ? bits ^ Integer.MIN_VALUE : bits);
      }
      long bits =
          text.startsWith("0d") || text.startsWith("0D")
              ? Long.parseUnsignedLong(digits(text, 16, token), 16)
              : Double.doubleToRawLongBits(Double.parseDouble(text));
      return new Operand.Double(minus ? bits ^ Long.MIN_VALUE : bits);
    } catch (NumberFormatException e) {
      throw bad(token);
    }
  }

  private String digits(String text, int count, Token token) {
    if (text.length() != count + 2) {
      throw tokens.error(
          token.position(),
          "number %s: %s takes %d digits: found %d"
              .formatted(text, text.substring(0, 2), count, text.length() - 2));
    }
    return text.substring(2);
  }

  private PtxError bad(Token token) {
    return tokens.error(
        token.position(), "number " + token.text() + ": it must be written as PTX does: it is not");
  }

  private Value level(int level) {
    if (level == LEVELS.size()) {
      return unary();
    }
    var left = level(level + 1);
    while (tokens.peek().kind() == Token.Kind.SIGN
        && LEVELS.get(level).contains(tokens.peek().text())) {
      var sign = tokens.next();
      left = apply(sign, left, level(level + 1));
    }
    return left;
  }

  private Value unary() {
    var token = tokens.next();
    return switch (token.kind()) {
      case NUMBER -> integer(token);
      case SIGN ->
          switch (token.text()) {
            case "-" -> new Value(-unary().bits(), false);
            case "+" -> unary();
            case "~" -> new Value(~unary().bits(), false);
            case "!" -> new Value(unary().bits() == 0 ? 1 : 0, false);
            case "(" -> {
              var inner = level(0);
              tokens.need(")", "constant");
              yield inner;
            }
            default -> throw missing(token);
          };
      case WORD -> {
        if (token.text().equals("WARP_SZ")) {
          yield new Value(32, false);
        }
        throw missing(token);
      }
      case DOT, STRING, END -> throw missing(token);
    };
  }

  private PtxError missing(Token token) {
    return tokens.error(
        token.position(), "constant: a number must follow: found '" + token.shown() + "'");
  }

  private Value integer(Token token) {
    var text = token.text();
    boolean unsigned = text.endsWith("U") || text.endsWith("u");
    var digits = unsigned ? text.substring(0, text.length() - 1) : text;
    try {
      long bits;
      if (digits.startsWith("0x") || digits.startsWith("0X")) {
        bits = Long.parseUnsignedLong(digits.substring(2), 16);
      } else if (digits.startsWith("0b") || digits.startsWith("0B")) {
        bits = Long.parseUnsignedLong(digits.substring(2), 2);
      } else {
        bits =
            Long.parseUnsignedLong(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
      }
      return new Value(bits, unsigned || bits < 0);
    } catch (NumberFormatException e) {
      throw bad(token);
    }
  }

  private Value apply(Token sign, Value left, Value right) {
    long a = left.bits();
    long b = right.bits();
    boolean unsigned = left.unsigned() || right.unsigned();
    if (b == 0 && (sign.is("/") || sign.is("%"))) {
      throw tokens.error(
          sign.position(), "constant: a divisor must not be 0: " + a + " " + sign.text() + " 0");
    }
    int order = unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
    long bits =
        switch (sign.text()) {
          case "+" -> a + b;
          case "-" -> a - b;
          case "*" -> a * b;
          case "/" -> unsigned ? Long.divideUnsigned(a, b) : a / b;
          case "%" -> unsigned ? Long.remainderUnsigned(a, b) : a % b;
          case "<<" -> b >= 64 ? 0 : a << b;
          case ">>" -> left.unsigned() ? (b >= 64 ? 0 : a >>> b) : a >> Math.min(b, 63);
          case "&" -> a & b;
          case "|" -> a | b;
          case "^" -> a ^ b;
          case "&&" -> a != 0 && b != 0 ? 1 : 0;
          case "||" -> a != 0 || b != 0 ? 1 : 0;
          case "==" -> order == 0 ? 1 : 0;
          case "!=" -> order != 0 ? 1 : 0;
          case "<" -> order < 0 ? 1 : 0;
          case "<=" -> order <= 0 ? 1 : 0;
          case ">" -> order > 0 ? 1 : 0;
          case ">=" -> order >= 0 ? 1 : 0;
          default -> throw missing(sign);
        };
    return new Value(bits, unsigned && "+-*/%&|^<<>>".contains(sign.text()));
  }
}
