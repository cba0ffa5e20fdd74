package org.ashlar.peers;

/// What the jars of peers say about themselves.
final class Libraries {
  private Libraries() {}

  /// The version of the library that a class comes from, without that of its wrapper: `2.10.0`.
  static String version(Class<?> type) {
    var version = type.getPackage().getImplementationVersion();
    return version == null ? "" : version.replaceAll("-.*", "");
  }
}
