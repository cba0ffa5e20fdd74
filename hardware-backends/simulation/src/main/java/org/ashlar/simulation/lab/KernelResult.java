package org.ashlar.simulation.lab;

import java.util.List;

/// What a run gave.
///
/// @param engine what executed it: `generated`, or `interpreter` and why
/// @param warpInstructions that were executed; 0 where the engine does not count them
/// @param buffers what the buffers hold, in the order of the arguments
/// @param findings what the checkers saw
public record KernelResult(
    String kernel,
    String engine,
    long warpInstructions,
    double seconds,
    List<byte[]> buffers,
    List<Finding> findings) {
  public KernelResult {
    buffers = List.copyOf(buffers);
    findings = List.copyOf(findings);
  }

  /// A thing that a checker saw, the first time.
  ///
  /// @param kind such as `out-of-bounds` or `shared-race`
  /// @param line of the PTX text
  /// @param sourceLine what `.loc` says it was made from; 0 where it says nothing
  /// @param lane of the warp; -1 where it is about all
  /// @param times how often it was seen
  public record Finding(
      String kind,
      String message,
      int line,
      int sourceLine,
      String block,
      int warp,
      int lane,
      long times) {}
}
