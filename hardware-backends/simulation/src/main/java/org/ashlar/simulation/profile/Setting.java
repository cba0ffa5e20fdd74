package org.ashlar.simulation.profile;

/// A value of a profile with its source.
///
/// @param key the path in the file, joined by dots; its last part names the unit
/// @param value a `Double`, a `String` or a `Boolean`
/// @param source where it comes from
/// @param from the profile that says it, which may be one that this one extends
public record Setting(String key, Object value, Source source, String from) {
  /// Its value as people write it: whole numbers without a point.
  public String text() {
    return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString(number.longValue())
        : value.toString();
  }
}
