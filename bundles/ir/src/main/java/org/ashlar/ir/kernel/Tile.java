package org.ashlar.ir.kernel;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;

/// A map from tile coordinates to places of a buffer: padding, im2col, swizzles and blocked layouts
/// are all tiles.
///
/// @param over the tile's coordinates, outermost first
/// @param at one place expression a dimension of the buffer
public record Tile(Buffer of, List<Axis> over, List<Expr> at) {
  public Tile {
    over = List.copyOf(over);
    at = List.copyOf(at);
    if (at.size() != of.rank()) {
      throw new IllegalArgumentException(
          "tile of "
              + of.name()
              + ": the buffer has "
              + of.rank()
              + " dimensions, the place "
              + at.size());
    }
  }
}
