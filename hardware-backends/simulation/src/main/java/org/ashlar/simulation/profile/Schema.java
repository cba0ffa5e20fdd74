package org.ashlar.simulation.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rules that profiles of one kind of machine obey, read from a JSON Schema. Of JSON Schema it
/// knows `properties`, `additionalProperties`, `type`, `required`, `minimum`, `exclusiveMinimum`,
/// `maximum` and `enum`; a scalar may always be a list of scalars, which is a sweep.
public final class Schema {
  private final String name;
  private final JsonNode root;

  private Schema(String name, JsonNode root) {
    this.name = name;
    this.root = root;
  }

  /// @param text a JSON Schema, whose `$id` is what profiles name as their `schema`
  public static Schema of(String text) {
    var root = JsonMapper.shared().readTree(text);
    return new Schema(root.path("$id").asString(), root);
  }

  public String name() {
    return name;
  }

  /// Everything that is wrong with a tree, each as `key: rule: fact`.
  public List<String> problems(JsonNode tree) {
    var problems = new ArrayList<String>();
    check("", tree, root, problems);
    return problems;
  }

  /// The required keys that a finished profile lacks.
  public List<String> missing(Map<String, Setting> settings) {
    var problems = new ArrayList<String>();
    required("", root, settings, problems);
    return problems;
  }

  private static void required(
      String path, JsonNode rule, Map<String, Setting> settings, List<String> problems) {
    for (var entry : rule.path("properties").properties()) {
      required(join(path, entry.getKey()), entry.getValue(), settings, problems);
    }
    for (var each : rule.path("required")) {
      var key = join(path, each.asString());
      var inside = key + ".";
      if (settings.keySet().stream().noneMatch(one -> one.equals(key) || one.startsWith(inside))) {
        problems.add(key + ": is required");
      }
    }
  }

  private static void check(String path, JsonNode value, JsonNode rule, List<String> problems) {
    if (value.isArray() && !rule.path("type").asString("").equals("array")) {
      for (var each : value) {
        check(path, each, rule, problems);
      }
      return;
    }
    var type = rule.path("type").asString("");
    if (!type.isEmpty() && !fits(type, value)) {
      problems.add(path + ": must be of type " + type + ": is " + value);
      return;
    }
    if (value.isObject()) {
      members(path, value, rule, problems);
    } else if (value.isNumber()) {
      limits(path, value, rule, problems);
    }
    if (rule.has("enum") && rule.get("enum").valueStream().noneMatch(value::equals)) {
      problems.add(path + ": must be one of " + rule.get("enum") + ": is " + value);
    }
  }

  private static void members(String path, JsonNode value, JsonNode rule, List<String> problems) {
    for (var entry : value.properties()) {
      var key = join(path, entry.getKey());
      var inner = rule.path("properties").path(entry.getKey());
      if (inner.isMissingNode()) {
        inner = rule.path("additionalProperties");
      }
      if (inner.isMissingNode() || (inner.isBoolean() && !inner.booleanValue())) {
        var known = rule.path("properties").propertyNames();
        problems.add(key + ": is not known: there are " + String.join(", ", known));
      } else {
        check(key, entry.getValue(), inner, problems);
      }
    }
  }

  private static void limits(String path, JsonNode node, JsonNode rule, List<String> problems) {
    double value = node.doubleValue();
    if (rule.has("minimum") && value < rule.get("minimum").doubleValue()) {
      problems.add(path + ": must be at least " + rule.get("minimum") + ": is " + node);
    }
    if (rule.has("exclusiveMinimum") && value <= rule.get("exclusiveMinimum").doubleValue()) {
      problems.add(path + ": must be above " + rule.get("exclusiveMinimum") + ": is " + node);
    }
    if (rule.has("maximum") && value > rule.get("maximum").doubleValue()) {
      problems.add(path + ": must be at most " + rule.get("maximum") + ": is " + node);
    }
  }

  private static boolean fits(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "boolean" -> value.isBoolean();
      case "number" -> value.isNumber();
      case "integer" -> value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
      default -> throw new IllegalArgumentException("schema: a type is not known: " + type);
    };
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
