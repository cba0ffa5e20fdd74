package org.ashlar.reference;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.ashlar.ir.Expr;

/// Computes the number of an element from its place, row-major.
final class Place {
  private final String owner;
  private final String name;
  private final long[] sizes;
  private final Whole[] at;

  /// @param owner whose place it is, for errors: `kernel linear`
  /// @param name of the buffer or operand
  Place(String owner, String name, long[] sizes, List<Expr> at, Scalars scalars) {
    if (at.size() != sizes.length) {
      throw new IllegalArgumentException(
          owner
              + ": "
              + name
              + ": the place has "
              + at.size()
              + " dimensions, the source "
              + sizes.length);
    }
    this.owner = owner;
    this.name = name;
    this.sizes = sizes;
    this.at = at.stream().map(scalars::whole).toArray(Whole[]::new);
  }

  /// The element's number; a place out of range is clamped and is a fault.
  Whole clamped() {
    return switch (at.length) {
      case 0 -> f -> 0;
      case 1 -> {
        var i = at[0];
        long n = sizes[0];
        yield f -> {
          long x = i.at(f);
          return x >= 0 && x < n ? x : fault(f);
        };
      }
      case 2 -> {
        var i = at[0];
        var j = at[1];
        long m = sizes[0];
        long n = sizes[1];
        yield f -> {
          long x = i.at(f);
          long y = j.at(f);
          return x >= 0 && x < m && y >= 0 && y < n ? x * n + y : fault(f);
        };
      }
      default ->
          f -> {
            long element = 0;
            for (int d = 0; d < at.length; d++) {
              long x = at[d].at(f);
              if (x < 0 || x >= sizes[d]) {
                return fault(f);
              }
              element = element * sizes[d] + x;
            }
            return element;
          };
    };
  }

  /// The element's number; -1 for a place out of range.
  Whole orOutside() {
    return f -> {
      long element = 0;
      for (int d = 0; d < at.length; d++) {
        long x = at[d].at(f);
        if (x < 0 || x >= sizes[d]) {
          return -1;
        }
        element = element * sizes[d] + x;
      }
      return element;
    };
  }

  /// Tells the fault once and gives the nearest element; -1 where there are none at all.
  private long fault(Frame frame) {
    var place = new long[at.length];
    long element = 0;
    for (int d = 0; d < at.length; d++) {
      place[d] = at[d].at(frame);
      element = element * sizes[d] + Math.clamp(place[d], 0, Math.max(0, sizes[d] - 1));
    }
    if (!frame.muted) {
      frame.control.fault(
          owner + ": " + name + list(place) + ": place out of range: the size is " + list(sizes));
    }
    return Arrays.stream(sizes).anyMatch(n -> n == 0) ? -1 : element;
  }

  private static String list(long[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
