package org.ashlar.gpu.timing;

/// Where the traces of blocks come from. Timing asks for blocks in ascending order, each once.
@FunctionalInterface
public interface BlockSource {
  /// The traces of a block's warps.
  WarpTrace[] block(long index);
}
