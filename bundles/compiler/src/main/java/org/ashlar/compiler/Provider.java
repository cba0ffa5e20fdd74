package org.ashlar.compiler;

import java.util.Comparator;

/// A service with who provides it.
///
/// @param bundle its symbolic name; on a plain class path the name of its jar or module
/// @param version the bundle's
/// @param ranking higher wins
/// @param id grows with every registration
public record Provider<S>(S service, String bundle, String version, int ranking, long id) {
  /// Best first: the higher ranking, then the later registration, so that a new build wins over the
  /// one it replaces.
  public static final Comparator<Provider<?>> BEST_FIRST =
      Comparator.<Provider<?>>comparingInt(Provider::ranking)
          .thenComparingLong(Provider::id)
          .reversed();

  /// `org.ashlar.cpu 0.1.0`
  public String label() {
    return bundle + " " + version;
  }
}
