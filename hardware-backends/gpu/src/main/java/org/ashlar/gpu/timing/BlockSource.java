package org.ashlar.gpu.timing;

/// Where the traces of blocks come from. Timing asks for blocks in ascending order, each once.
public interface BlockSource {
  /// The traces of a block's warps.
  WarpTrace[] block(long index);

  /// The instructions that a block's warps execute.
  long count(long index);
}
