package org.ashlar.onnx.text;

import java.util.ArrayList;
import java.util.List;

/// A string taken apart at delimiters.
final class Splitting {
  private Splitting() {}

  /// The parts, at most `most + 1`; the last one has the rest. An empty delimiter stands for runs
  /// of white space, which also goes at both ends.
  static List<String> of(String text, String delimiter, long most) {
    return delimiter.isEmpty() ? words(text, most) : between(text, delimiter, most);
  }

  private static List<String> between(String text, String delimiter, long most) {
    var parts = new ArrayList<String>();
    int from = 0;
    for (int at; parts.size() < most && (at = text.indexOf(delimiter, from)) >= 0; ) {
      parts.add(text.substring(from, at));
      from = at + delimiter.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<String> words(String text, long most) {
    var parts = new ArrayList<String>();
    int from = behindSpace(text, 0);
    while (from < text.length()) {
      int end = parts.size() < most ? behindWord(text, from) : behindLastWord(text);
      parts.add(text.substring(from, end));
      from = behindSpace(text, end);
    }
    return parts;
  }

  private static int behindSpace(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static int behindWord(String text, int from) {
    int at = from;
    while (at < text.length() && !isSpace(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static int behindLastWord(String text) {
    int at = text.length();
    while (at > 0 && isSpace(text.codePointBefore(at))) {
      at -= Character.charCount(text.codePointBefore(at));
    }
    return at;
  }

  /// What Unicode calls white space, no-break spaces too.
  private static boolean isSpace(int letter) {
    return Character.isWhitespace(letter) || Character.isSpaceChar(letter) || letter == 0x85;
  }
}
