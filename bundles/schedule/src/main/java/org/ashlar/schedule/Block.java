package org.ashlar.schedule;

import org.ashlar.ir.kernel.Target;

/// How many rows, and vectors a row, are computed together.
record Block(long rows, long columns) {
  /// More unrolled code than this makes a method that the JVM does not compile well.
  private static final long NODES = 800;

  /// Enough for most of the speed. Compiling is work too, and many small kernels pay for it before
  /// they are fast.
  private static final long FEW_NODES = 250;

  private static final double MANY_ITERATIONS = 8e6;
  private static final long MOST = 8;

  /// How large the code of a block may be: what the target says (`block_nodes`), else what the JVM
  /// compiles well.
  ///
  /// @param iterations of the innermost statement, in one run of the kernel
  static long limit(double iterations, Target target) {
    double told = target.facts().getOrDefault("block_nodes", 0.0);
    return told > 0 ? (long) told : iterations < MANY_ITERATIONS ? FEW_NODES : NODES;
  }

  /// The block that does most arithmetic for each element loaded, counting what is left over as
  /// lost.
  ///
  /// @param rows in all
  /// @param columns vectors in a row
  /// @param registers of the machine: results, one row of vectors and one element of the other
  ///   operand
  /// @param nodes of the code for one vector
  /// @param limit of the nodes in all
  static Block best(long rows, long columns, int registers, long nodes, long limit) {
    var best = new Block(1, 1);
    double most = 0;
    for (long c = 1; c <= Math.min(MOST, columns); c++) {
      for (long r = 1; r <= Math.min(MOST, rows); r++) {
        boolean fits = r * c + c + 1 <= registers && r * c * nodes <= limit;
        double score = covered(rows, r) * covered(columns, c) * r * c / (r + c);
        if (fits && score > most) {
          most = score;
          best = new Block(r, c);
        }
      }
    }
    return best;
  }

  /// The part of `all` that blocks of `n` cover; less where something is left, which is code of its
  /// own.
  private static double covered(long all, long n) {
    return all % n == 0 ? 1 : 0.9 * (all - all % n) / all;
  }
}
