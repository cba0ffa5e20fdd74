package org.ashlar.simulation.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A machine as numbers. Keys are paths joined by dots whose last part names the unit; what a
/// profile does not say it has from the profile that it extends.
///
/// @param name its name
/// @param schema the schema that its values obey
/// @param settings every value by its key
/// @param unknown what nobody has published, in words
public record Profile(
    String name, String schema, SortedMap<String, Setting> settings, List<String> unknown) {
  public Profile {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    unknown = List.copyOf(unknown);
  }

  public boolean has(String key) {
    return settings.containsKey(key);
  }

  /// @throws IllegalArgumentException where the profile does not say it
  public Setting setting(String key) {
    var found = settings.get(key);
    if (found == null) {
      throw new IllegalArgumentException(
          "profile "
              + name
              + ": a value is missing: "
              + key
              + "; write it there or in a profile it extends");
    }
    return found;
  }

  public double number(String key) {
    if (setting(key).value() instanceof Double number) {
      return number;
    }
    throw new IllegalArgumentException(
        "profile " + name + ": a number is expected: " + key + " is " + setting(key).text());
  }

  public double number(String key, double otherwise) {
    return has(key) ? number(key) : otherwise;
  }

  public int whole(String key) {
    var number = number(key);
    if (number != Math.rint(number)) {
      throw new IllegalArgumentException(
          "profile " + name + ": a whole number is expected: " + key + " is " + number);
    }
    return (int) number;
  }

  public String text(String key) {
    return setting(key).text();
  }

  public boolean flag(String key) {
    return has(key) && Boolean.TRUE.equals(setting(key).value());
  }

  /// This profile with one value changed, as a sweep does; the change is an assumption of its
  /// reader.
  public Profile with(String key, Object value) {
    var old = setting(key);
    if (old.value().getClass() != value.getClass()) {
      throw new IllegalArgumentException(
          "profile " + name + ": " + key + " is like " + old.text() + ": " + value + " is not");
    }
    var changed = new TreeMap<>(settings);
    changed.put(
        key, new Setting(key, value, new Source(Source.Kind.ASSUMED, "set by hand", ""), name));
    return new Profile(name + "+" + key + "=" + value, schema, changed, unknown);
  }

  /// Where two profiles say different things, sorted by key.
  public List<Difference> differences(Profile other) {
    var keys = new TreeSet<>(settings.keySet());
    keys.addAll(other.settings.keySet());
    var found = new ArrayList<Difference>();
    for (var key : keys) {
      var here = settings.containsKey(key) ? setting(key).text() : "";
      var there = other.settings.containsKey(key) ? other.setting(key).text() : "";
      if (!Objects.equals(here, there)) {
        found.add(new Difference(key, here, there));
      }
    }
    return found;
  }

  /// A key on which two profiles differ; an empty text is a profile that does not say.
  public record Difference(String key, String left, String right) {}
}
