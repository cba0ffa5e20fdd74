package org.ashlar.gpu.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ashlar.simulation.profile.Profile;
import org.ashlar.simulation.profile.ProfileReader;
import org.ashlar.simulation.profile.Schema;

/// The cards that this bundle knows, and the reader of further ones from files.
public final class Profiles {
  private static final String ENDING = ".json";
  private static final String BASE = "-base";

  private final ProfileReader reader;
  private final List<String> names;

  public Profiles() {
    this.reader =
        new ProfileReader(
            Schema.of(resource("schema.json").orElseThrow()), name -> resource(name + ENDING));
    this.names =
        resource("index.txt").orElseThrow().lines().filter(name -> !name.endsWith(BASE)).toList();
  }

  /// The names of the cards, in families from old to new.
  public List<String> names() {
    return names;
  }

  /// The JSON Schema that profile files obey.
  public String schema() {
    return resource("schema.json").orElseThrow();
  }

  /// A card by its name (`a100`), or by the path of a file that ends in `.json`.
  public Profile named(String name) {
    if (name.endsWith(ENDING)) {
      return reader.read(name, read(name));
    }
    var key = name.toLowerCase(Locale.ROOT);
    if (!names.contains(key)) {
      throw new IllegalArgumentException(
          "profile "
              + name
              + ": is not known: there are "
              + String.join(", ", names)
              + "; or name a .json file");
    }
    return reader.named(key);
  }

  /// The machines that a file describes, one for each choice of the values it lists.
  public List<Profile> sweep(String file) {
    return reader.sweep(file, read(file));
  }

  /// Reads a profile that is not in a file.
  public Profile read(String origin, String text) {
    return reader.read(origin, text);
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException problem) {
      throw new UncheckedIOException("profile " + file + ": cannot be read", problem);
    }
  }

  private static Optional<String> resource(String name) {
    if (name.contains("/")) {
      return Optional.empty();
    }
    try (var in = Profiles.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
