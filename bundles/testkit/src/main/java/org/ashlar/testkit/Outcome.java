package org.ashlar.testkit;

/// What came of trying a law.
///
/// @param subject whose law it is: `gelu`
/// @param checked how many things were compared
/// @param message why it does not hold; empty where it does
public record Outcome(String subject, String law, boolean held, long checked, String message) {
  /// `gelu: gradient: held, 24 checked`.
  @Override
  public String toString() {
    return subject
        + ": "
        + law
        + ": "
        + (held ? "held, " + checked + " checked" : "broken: " + message);
  }
}
