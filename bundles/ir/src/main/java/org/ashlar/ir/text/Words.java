package org.ashlar.ir.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ashlar.ir.text.Token.Kind;

/// The words of a text form, read one after the other; errors say line and column, what was
/// expected and what was found.
public class Words {
  /// Blocks, types and functions inside one another; expressions have no limit.
  private static final int DEEPEST = 200;

  private final String source;
  private final List<Token> tokens;
  private int at;
  private int depth;

  protected Words(String source) {
    this.source = source;
    tokens = Lexer.of(source);
  }

  final Token peek() {
    return tokens.get(at);
  }

  final Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  final Token next() {
    var token = peek();
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  /// Whether the next word is this sign or plain word.
  public final boolean sees(String sign) {
    return peek().is(sign);
  }

  public final boolean seesName() {
    return peek().isName();
  }

  public final boolean atEnd() {
    return peek().kind() == Kind.END;
  }

  /// The column of the next word, from 1.
  public final int column() {
    return peek().column();
  }

  /// Whether the next word is the first of its line.
  public final boolean atLineStart() {
    return peek().first();
  }

  /// Takes the next word if it is this one.
  public final boolean accept(String sign) {
    boolean seen = sees(sign);
    if (seen) {
      at++;
    }
    return seen;
  }

  public final void expect(String sign) {
    if (!accept(sign)) {
      throw expected("'" + sign + "'");
    }
  }

  public final void expectEnd() {
    if (!atEnd()) {
      throw expected("the end of the text");
    }
  }

  /// A name, in quotes or not.
  public final String name(String what) {
    if (!seesName()) {
      throw expected(what);
    }
    return next().text();
  }

  public final String string(String what) {
    if (peek().kind() != Kind.STRING) {
      throw expected(what);
    }
    return next().text();
  }

  /// A whole number, with a minus sign or not.
  public final long integer(String what) {
    var first = peek();
    var sign = accept("-") ? "-" : "";
    if (peek().kind() != Kind.NUMBER) {
      throw expected(what);
    }
    try {
      return Long.parseLong(sign + next().text());
    } catch (NumberFormatException e) {
      throw error(first, what + " expected, found '" + sign + tokens.get(at - 1).text() + "'");
    }
  }

  /// A number, whole or not.
  final double real(String what) {
    var sign = accept("-") ? "-" : "";
    if (peek().kind() != Kind.NUMBER && !sees("inf") && !sees("nan")
        || peek().text().startsWith("0x")) {
      throw expected(what);
    }
    return Constants.real(sign + next().text());
  }

  /// Items with commas, up to the closing sign, which is taken.
  public final <T> List<T> list(String close, Supplier<T> item) {
    var items = new ArrayList<T>();
    if (accept(close)) {
      return items;
    }
    do {
      items.add(item.get());
    } while (accept(","));
    if (!accept(close)) {
      throw expected("',' or '" + close + "'");
    }
    return items;
  }

  /// Items with commas; at least one.
  public final <T> List<T> list(Supplier<T> item) {
    var items = new ArrayList<T>();
    do {
      items.add(item.get());
    } while (accept(","));
    return items;
  }

  /// Runs a part that may contain itself.
  public final <T> T nested(Supplier<T> part) {
    if (depth == DEEPEST) {
      throw error(peek(), "nested deeper than " + DEEPEST);
    }
    depth++;
    try {
      return part.get();
    } finally {
      depth--;
    }
  }

  /// The text up to the closing bracket that belongs to the bracket just taken; the closing one is
  /// taken too.
  final String skipTo(String close) {
    int start = tokens.get(at - 1).end();
    var open = new ArrayDeque<String>();
    open.push(close);
    while (!atEnd()) {
      var token = next();
      if (token.kind() == Kind.SIGN) {
        switch (token.text()) {
          case "[" -> open.push("]");
          case "(" -> open.push(")");
          case "{" -> open.push("}");
          case "]", ")", "}" -> {
            var must = open.pop();
            if (!token.is(must)) {
              throw error(token, "'" + must + "' expected, found " + token.shown());
            }
            if (open.isEmpty()) {
              return source.substring(start, token.start());
            }
          }
          default -> {}
        }
      }
    }
    throw expected("'" + close + "'");
  }

  /// A place to come back to.
  public final int mark() {
    return at;
  }

  public final void reset(int mark) {
    at = mark;
  }

  /// The text of the next word.
  public final String ahead() {
    return peek().text();
  }

  /// Skips `[`, what stands between, and the `]` that belongs to it.
  public final void skipBrackets() {
    expect("[");
    skipTo("]");
  }

  /// The value of `make`; a rule that it breaks is told with the position of `where`.
  final <T> T made(Token where, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw error(where, String.valueOf(e.getMessage()));
    }
  }

  /// The value of `make`; a rule that it breaks is told with the position of the last word taken.
  public final <T> T made(Supplier<T> make) {
    return made(tokens.get(Math.max(0, at - 1)), make);
  }

  public final IllegalArgumentException expected(String what) {
    return error(peek(), what + " expected, found " + peek().shown());
  }

  static IllegalArgumentException error(Token where, String message) {
    return new IllegalArgumentException(where.position() + ": " + message);
  }
}
