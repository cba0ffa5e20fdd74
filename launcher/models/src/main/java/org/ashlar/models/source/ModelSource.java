package org.ashlar.models.source;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a model is: a file, or a file inside a package of Maven or npm.
public sealed interface ModelSource {
  /// `maven:GROUP:ARTIFACT:VERSION!ENTRY` and `npm:NAME@VERSION!ENTRY`, with `#SHA256` after them
  /// where the file's digest is known; anything else is a path.
  String FORMS = "a file, maven:GROUP:ARTIFACT:VERSION!ENTRY or npm:NAME@VERSION!ENTRY";

  record File(Path path) implements ModelSource {}

  /// @param entry the path of the file inside the package
  /// @param sha256 in hexadecimal; checked where it is given
  record Entry(Kind kind, String coordinates, String entry, Optional<String> sha256)
      implements ModelSource {
    @Override
    public String toString() {
      return kind.name().toLowerCase(Locale.ROOT) + ":" + coordinates + "!" + entry;
    }
  }

  /// Who resolves a package.
  enum Kind {
    MAVEN(Pattern.compile("[\\w.-]+:[\\w.-]+(:[\\w.-]+)?(:[\\w.-]+)?:[\\w.-]+")),
    NPM(Pattern.compile("(@[a-z0-9~._-]+/)?[a-z0-9~._-]+@[\\w.+-]+", Pattern.CASE_INSENSITIVE));

    private final Pattern coordinates;

    Kind(Pattern coordinates) {
      this.coordinates = coordinates;
    }
  }

  /// @throws IllegalArgumentException when it begins like a package and is none
  static ModelSource of(String text) {
    for (var kind : Kind.values()) {
      var begin = kind.name().toLowerCase(Locale.ROOT) + ":";
      if (text.startsWith(begin)) {
        return entry(kind, text, text.substring(begin.length()));
      }
    }
    return new File(Path.of(text));
  }

  private static ModelSource entry(Kind kind, String text, String rest) {
    int mark = rest.indexOf('!');
    int hash = rest.lastIndexOf('#');
    var digest = hash > mark ? Optional.of(rest.substring(hash + 1)) : Optional.<String>empty();
    var coordinates = mark < 0 ? rest : rest.substring(0, mark);
    var entry = mark < 0 ? "" : rest.substring(mark + 1, hash > mark ? hash : rest.length());
    if (!kind.coordinates.matcher(coordinates).matches()
        || entry.isEmpty()
        || digest.isPresent() && !digest.get().matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          "model " + text + ": is not " + FORMS + ", with #SHA256 where it is known");
    }
    return new Entry(kind, coordinates, entry, digest);
  }
}
