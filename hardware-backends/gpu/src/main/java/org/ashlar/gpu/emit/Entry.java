package org.ashlar.gpu.emit;

import org.ashlar.ir.Expr;

/// One entry of a module: what a launch needs to know of it.
///
/// Its parameters are the kernel's buffers as addresses, its sizes as `s64`, then the address of
/// the kernel's scratch memory and that of the fault words.
///
/// @param text from `.visible .entry` to the closing brace
/// @param iterations that are dealt out to threads, or to blocks; over the kernel's sizes
/// @param perBlock how many of them one block takes
/// @param threads of a block
public record Entry(String name, String text, Expr iterations, int perBlock, int threads) {
  /// The blocks of a launch.
  ///
  /// @param iterations their number
  public long blocks(long iterations) {
    return Math.ceilDiv(iterations, perBlock);
  }
}
