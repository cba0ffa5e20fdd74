package org.ashlar.itest.operators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The doc comment of a type, read from its source.
///
/// @param text in Markdown, its paragraphs as they stand there
/// @param parameters what is said of each component of a record
record SourceDoc(String text, Map<String, String> parameters) {
  private static final Pattern LINK = Pattern.compile("\\{@link #?([\\w.#]+)(?:\\([^)]*\\))?\\}");

  static SourceDoc of(Path source) {
    try {
      var lines = Files.readAllLines(source);
      int declared = 0;
      while (declared < lines.size() && !lines.get(declared).matches("(public |@|package ).*")) {
        declared++;
      }
      if (lines.get(declared).startsWith("package ") && !source.endsWith("package-info.java")) {
        declared++;
        while (!lines.get(declared).matches("(public|@).*")) {
          declared++;
        }
      }
      int first = declared;
      while (first > 0 && lines.get(first - 1).startsWith("///")) {
        first--;
      }
      return parse(lines.subList(first, declared));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SourceDoc parse(List<String> comment) {
    var text = new ArrayList<String>();
    var parameters = new LinkedHashMap<String, String>();
    var parameter = "";
    for (var line : comment) {
      var words = LINK.matcher(line.substring(3).strip()).replaceAll("`$1`");
      if (words.startsWith("@param ")) {
        var parts = words.substring(7).split(" ", 2);
        parameter = parts[0];
        parameters.put(parameter, parts.length > 1 ? parts[1] : "");
      } else if (parameter.isEmpty()) {
        text.add(words);
      } else {
        parameters.merge(parameter, words, (a, b) -> (a + " " + b).strip());
      }
    }
    return new SourceDoc(String.join("\n", text).strip(), parameters);
  }
}
