package org.ashlar.cpu;

import java.util.List;
import java.util.Map;

/// A kernel as a loaded class, or as machine code.
///
/// @param name of the kernel that was compiled first; others of equal text share the class
/// @param sites the places that are checked, by number: buffer and dimension
/// @param bytes the class file, or the machine code with its constants
/// @param notes what could not be done as the schedule says, and why
record CompiledKernel(String name, Code code, List<Site> sites, byte[] bytes, List<String> notes) {
  /// A place in a buffer that was not proved to be in range.
  record Site(String buffer, int dimension, int rank) {
    /// `x[_, 7]`.
    String text(long place) {
      var at = new java.util.StringJoiner(", ", buffer + "[", "]");
      for (int d = 0; d < rank; d++) {
        at.add(d == dimension ? "" + place : "_");
      }
      return at.toString();
    }
  }

  /// The same code, for a kernel with other names of buffers.
  CompiledKernel with(Map<String, String> names) {
    var renamed =
        sites.stream()
            .map(s -> new Site(names.getOrDefault(s.buffer(), s.buffer()), s.dimension(), s.rank()))
            .toList();
    return new CompiledKernel(name, code, renamed, bytes, notes);
  }

  String listing() {
    return code instanceof LowCode low ? low.listing() : Listing.of(this);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
