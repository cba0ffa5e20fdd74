package org.ashlar.simulation.profile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads profile files. A file has `schema`, `name`, perhaps `extends`, `unknown` (a list of words)
/// and `source` (a source for each key, or for all keys below one); everything else is values.
public final class ProfileReader {
  private static final Set<String> FRAME =
      Set.of("schema", "$schema", "name", "extends", "unknown", "source", "description");

  private final Schema schema;
  private final Function<String, Optional<String>> texts;

  /// @param schema what the values obey
  /// @param texts the text of a profile by its name, for `extends`
  public ProfileReader(Schema schema, Function<String, Optional<String>> texts) {
    this.schema = schema;
    this.texts = texts;
  }

  /// @throws IllegalArgumentException naming everything that is wrong with it
  public Profile named(String name) {
    return single(layers(name, load(name, name)));
  }

  /// Reads a text that may extend named profiles.
  public Profile read(String origin, String text) {
    return single(layers(origin, parse(origin, text)));
  }

  /// Reads a text some of whose values are lists, as one profile for each choice of values.
  public List<Profile> sweep(String origin, String text) {
    return expand(layers(origin, parse(origin, text)));
  }

  private Profile single(List<JsonNode> layers) {
    var all = expand(layers);
    if (all.size() > 1) {
      throw new IllegalArgumentException(
          "profile "
              + layers.getLast().path("name").asString("unnamed")
              + ": one machine is expected: lists make "
              + all.size()
              + " of it; ask for a sweep");
    }
    return all.getFirst();
  }

  private List<JsonNode> layers(String origin, JsonNode first) {
    var layers = new ArrayList<JsonNode>();
    var names = new LinkedHashSet<String>();
    var node = first;
    while (true) {
      layers.addFirst(node);
      names.add(node.path("name").asString(origin));
      if (!node.has("extends")) {
        return layers;
      }
      var parent = node.get("extends").asString();
      if (!names.add(parent)) {
        throw new IllegalArgumentException(
            "profile " + origin + ": extends itself: " + String.join(" -> ", names));
      }
      names.remove(parent);
      node = load(parent, origin);
    }
  }

  private JsonNode load(String name, String origin) {
    return parse(
        name,
        texts
            .apply(name)
            .orElseThrow(() ->
                new IllegalArgumentException("profile " + origin + ": no such profile: " + name)));
  }

  private static JsonNode parse(String origin, String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException problem) {
      throw new IllegalArgumentException(
          "profile " + origin + ": is not JSON: " + problem.getOriginalMessage(), problem);
    }
  }

  private List<Profile> expand(List<JsonNode> layers) {
    var settings = new TreeMap<String, List<Setting>>();
    var unknown = new ArrayList<String>();
    var problems = new ArrayList<String>();
    var name = layers.getLast().path("name").asString("unnamed");
    for (var layer : layers) {
      var values = ((ObjectNode) layer).deepCopy();
      values.remove(FRAME);
      if (!layer.path("schema").asString("").equals(schema.name())) {
        problems.add("schema: must be " + schema.name() + ": is " + layer.path("schema"));
      }
      problems.addAll(schema.problems(values));
      flatten("", values, layer, settings, problems);
      layer.path("unknown").forEach(each -> unknown.add(each.asString()));
    }
    var first = new TreeMap<String, Setting>();
    settings.forEach((key, choices) -> first.put(key, choices.getFirst()));
    problems.addAll(schema.missing(first));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("profile " + name + ": " + String.join("; ", problems));
    }
    var all = new ArrayList<>(List.of(new Profile(name, schema.name(), first, unknown)));
    settings.forEach((key, choices) -> {
      if (choices.size() > 1) {
        var before = List.copyOf(all);
        all.clear();
        before.forEach(one -> choices.forEach(choice -> all.add(one.with(key, choice.value()))));
      }
    });
    return all;
  }

  private static void flatten(
      String path,
      JsonNode node,
      JsonNode layer,
      TreeMap<String, List<Setting>> settings,
      List<String> problems) {
    if (node.isObject()) {
      for (var entry : node.properties()) {
        flatten(Schema.join(path, entry.getKey()), entry.getValue(), layer, settings, problems);
      }
      return;
    }
    var choices = new ArrayList<Setting>();
    var source = source(path, layer.path("source"));
    if (source.isEmpty()) {
      problems.add(path + ": has no source: say measured, documented or assumed under \"source\"");
      return;
    }
    for (var each : node.isArray() ? node : List.of(node)) {
      Object value =
          each.isNumber()
              ? (Object) each.doubleValue()
              : each.isBoolean() ? (Object) each.booleanValue() : each.asString();
      choices.add(new Setting(path, value, source.get(), layer.path("name").asString("")));
    }
    settings.put(path, choices);
  }

  private static Optional<Source> source(String path, JsonNode sources) {
    for (var key = path; ; key = key.substring(0, key.lastIndexOf('.'))) {
      var found = sources.path(key);
      if (found.isObject()) {
        return Optional.of(
            new Source(
                Source.Kind.valueOf(found.path("kind").asString("").toUpperCase(Locale.ROOT)),
                found.path("ref").asString(""),
                found.path("fitted").asString("")));
      }
      if (key.indexOf('.') < 0) {
        return Optional.empty();
      }
    }
  }
}
