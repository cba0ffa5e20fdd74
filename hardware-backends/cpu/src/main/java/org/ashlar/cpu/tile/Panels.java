package org.ashlar.cpu.tile;

import org.ashlar.cpu.machine.Isa;

/// Where the numbers of a packed right operand lie: blocks of the depth, in each of them panels of
/// columns, in each of them groups along the depth, in each of them the columns side by side.
///
/// Columns are filled up to whole vectors and the last group of a block to a whole one, with zeros.
///
/// @param depth rows of the operand
/// @param columns columns of the operand
/// @param block rows of a block, a multiple of the factor's group
/// @param vectors vectors of a panel's row
public record Panels(Isa isa, Factor factor, int depth, int columns, int block, int vectors) {
  /// Columns of a whole panel.
  public int width() {
    return vectors * TileProduct.lanes(isa);
  }

  /// How many panels there are.
  public int count() {
    return (columns + width() - 1) / width();
  }

  /// How many blocks there are.
  int blocks() {
    return (depth + block - 1) / block;
  }

  /// Columns of a panel.
  int columns(boolean last) {
    return last ? columns - (count() - 1) * width() : width();
  }

  /// Columns of a panel with those that fill it up.
  int padded(boolean last) {
    return last ? padded() - (count() - 1) * width() : width();
  }

  private int padded() {
    int lanes = TileProduct.lanes(isa);
    return (columns + lanes - 1) / lanes * lanes;
  }

  /// Rows of a block.
  int depth(int number) {
    return Math.min(block, depth - number * block);
  }

  private long groups(long rows) {
    return (rows + factor.group() - 1) / factor.group();
  }

  /// Where the panel of a block begins, in bytes.
  long at(int number, int panel) {
    long before = groups(Math.min((long) number * block, depth)) * padded();
    return (before + panel * groups(depth(number)) * width()) * factor.laneBytes();
  }

  /// Where the number of a row and a column lies, in bytes.
  public long place(int row, int column) {
    int inner = row % block;
    int panel = column / width();
    long group = (long) inner / factor.group() * padded(panel == count() - 1);
    return at(row / block, panel)
        + (group + column % width()) * factor.laneBytes()
        + inner % factor.group() * (long) factor.bytes();
  }

  /// Where the sums of the columns, times 128, stand: behind the last panel. See [Factor#S8S8].
  long corrections() {
    return groups(depth) * padded() * factor.laneBytes();
  }

  /// Bytes of the whole.
  public long bytes() {
    return corrections() + (factor.isShifted() ? 4L * padded() : 0);
  }
}
