package org.ashlar.gpu.emit;

import java.util.StringJoiner;

/// A place in a buffer that was not proved to be in range.
///
/// @param kernel that it stands in
/// @param dimension of the buffer, counted from 0
/// @param rank of the buffer
public record Site(String kernel, String buffer, int dimension, int rank) {
  /// What went wrong there: `kernel reads: x[7]: is outside of 0..3`.
  ///
  /// @param place the coordinate that was asked for
  /// @param size of the dimension
  public String text(long place, long size) {
    var at = new StringJoiner(", ", buffer + "[", "]");
    for (int d = 0; d < rank; d++) {
      at.add(d == dimension ? "" + place : "_");
    }
    return "kernel " + kernel + ": " + at + ": dimension " + dimension + " has the size " + size;
  }
}
