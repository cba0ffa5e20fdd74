package org.ashlar.testkit;

/// A statement that must hold, with the way to find out.
public record Law(String name, Check check) {
  /// Tries the statement.
  @FunctionalInterface
  public interface Check {
    /// Compares what must be equal.
    ///
    /// @return how many things were compared; a law that compared nothing does not hold
    /// @throws AssertionError when the statement is wrong: the message says where
    long run();
  }
}
