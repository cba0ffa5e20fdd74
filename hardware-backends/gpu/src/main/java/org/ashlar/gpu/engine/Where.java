package org.ashlar.gpu.engine;

import java.util.Optional;
import org.ashlar.ptx.Position;
import org.ashlar.ptx.Source;

/// The place of an event: the line of PTX, the line it was made from, and who was there.
///
/// @param warp of the block, from 0
/// @param lane of the warp, from 0; -1 where it is about all
public record Where(
    String kernel,
    String instruction,
    Position position,
    Optional<Source> source,
    Grid.Place block,
    int warp,
    int lane) {
  @Override
  public String toString() {
    return kernel
        + ":"
        + position.line()
        + source.map(s -> " (source line " + s.line() + ")").orElse("")
        + ": block "
        + block
        + " warp "
        + warp
        + (lane < 0 ? "" : " lane " + lane)
        + ": "
        + instruction;
  }
}
