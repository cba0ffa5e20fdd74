package org.ashlar.ptx;

import java.util.List;

/// A walk over the tokens of a text, with the messages for what should stand there and does not.
final class Tokens {
  private final String file;
  private final List<Token> tokens;
  private int at;

  Tokens(String file, List<Token> tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    var token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  boolean at(String sign) {
    return peek().is(sign);
  }

  boolean atDot(String name) {
    return peek().kind() == Token.Kind.DOT && peek().text().equals(name);
  }

  /// Takes the sign if it is next.
  boolean take(String sign) {
    if (at(sign)) {
      at++;
      return true;
    }
    return false;
  }

  /// Takes the word after a dot if it is next.
  boolean takeDot(String name) {
    if (atDot(name)) {
      at++;
      return true;
    }
    return false;
  }

  void need(String sign, String where) {
    if (!take(sign)) {
      throw error(peek().position(), where + ": '" + sign + "' must follow: found " + found());
    }
  }

  String word(String what) {
    return need(Token.Kind.WORD, what).text();
  }

  String dot(String what) {
    return need(Token.Kind.DOT, what).text();
  }

  Token need(Token.Kind kind, String what) {
    if (peek().kind() != kind) {
      throw error(peek().position(), what + ": it must follow here: found " + found());
    }
    return next();
  }

  String found() {
    return peek().kind() == Token.Kind.END ? "the end of the text" : "'" + peek().shown() + "'";
  }

  PtxError error(Position position, String message) {
    return new PtxError(file, position, message);
  }
}
