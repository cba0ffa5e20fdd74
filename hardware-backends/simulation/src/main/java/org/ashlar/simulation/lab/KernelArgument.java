package org.ashlar.simulation.lab;

/// What a launch gives a parameter: a number, or a buffer in device memory.
public sealed interface KernelArgument {
  /// A number.
  ///
  /// @param bits of the type that the parameter has, lowest first
  record Scalar(long bits) implements KernelArgument {}

  /// Memory with first contents; the result tells what it holds after the run.
  record Buffer(byte[] bytes) implements KernelArgument {
    /// Keeps the array: whoever made it leaves it alone.
    public Buffer {}
  }
}
