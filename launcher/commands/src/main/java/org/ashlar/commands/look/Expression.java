package org.ashlar.commands.look;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A nested call as people type it, `gelu(matmul(x: f32[4, 6], w: f32[6, 8]))`, turned into the
/// text of a function: one line a call. An input has its type at its first use.
final class Expression {
  private final String text;
  private final Map<String, String> inputs = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private int at;

  private Expression(String text) {
    this.text = text;
  }

  /// The function's text; its output is `y`.
  ///
  /// @throws IllegalArgumentException with the column of what is wrong
  static String function(String text) {
    var reader = new Expression(text);
    reader.call("y", 0);
    reader.blanks();
    if (reader.at < text.length()) {
      throw reader.error("the end is expected");
    }
    var parameters = new ArrayList<String>();
    reader.inputs.forEach((name, type) -> parameters.add(name + ": " + type));
    return "function expression("
        + String.join(", ", parameters)
        + ") -> (y) {\n"
        + String.join("", reader.lines)
        + "}\n";
  }

  /// Reads a call and writes its line under a name.
  private void call(String result, int depth) {
    if (depth > 200) {
      throw error("calls are nested deeper than 200");
    }
    var name = name();
    var attributes = at < text.length() && text.charAt(at) == '[' ? bracketed() : "";
    expect('(');
    var arguments = new ArrayList<String>();
    blanks();
    while (at < text.length() && text.charAt(at) != ')') {
      arguments.add(argument(depth));
      blanks();
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
        blanks();
      }
    }
    expect(')');
    lines.add(
        "  " + result + " = " + name + attributes + "(" + String.join(", ", arguments) + ")\n");
  }

  private String argument(int depth) {
    int start = at;
    var name = name();
    blanks();
    if (at < text.length() && (text.charAt(at) == '(' || text.charAt(at) == '[')) {
      at = start;
      var result = "v" + depth + "_" + start;
      call(result, depth + 1);
      return result;
    }
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      blanks();
      var type = name() + bracketed();
      var before = inputs.putIfAbsent(name, type);
      if (before != null && !before.equals(type)) {
        throw error("input " + name + " has two types: " + before + " and " + type);
      }
    } else if (!inputs.containsKey(name)) {
      throw error("input " + name + " needs its type: " + name + ": f32[2, 3]");
    }
    return name;
  }

  private String name() {
    blanks();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_.@".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (at == start) {
      throw error("a name is expected");
    }
    return text.substring(start, at);
  }

  private String bracketed() {
    int start = at;
    expect('[');
    for (int open = 1; open > 0; at++) {
      if (at == text.length()) {
        throw error("']' is missing");
      }
      open += text.charAt(at) == '[' ? 1 : text.charAt(at) == ']' ? -1 : 0;
    }
    return text.substring(start, at);
  }

  private void expect(char sign) {
    blanks();
    if (at >= text.length() || text.charAt(at) != sign) {
      throw error("'" + sign + "' is expected");
    }
    at++;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException error(String what) {
    var found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new IllegalArgumentException(
        "explain: column " + (at + 1) + ": " + what + ", found " + found);
  }
}
