package org.ashlar.simulation.profile;

/// Where a value of a profile comes from.
///
/// @param kind how much it may be trusted
/// @param reference the file, row or document; empty for an assumption without one
/// @param fitted names of tables of measurements that the value was chosen on, separated by blanks
public record Source(Kind kind, String reference, String fitted) {
  /// How a value became known.
  public enum Kind {
    /// Somebody ran something on the machine.
    MEASURED,
    /// The maker says so.
    DOCUMENTED,
    /// Nobody outside knows; it is a guess that fits.
    ASSUMED
  }
}
