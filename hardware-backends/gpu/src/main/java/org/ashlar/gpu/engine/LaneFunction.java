package org.ashlar.gpu.engine;

/// What an instruction computes in one lane: bits of up to three operands to bits of the result.
///
/// Every register holds its bits zero-extended to 64; predicates are 0 or 1.
@FunctionalInterface
interface LaneFunction {
  long apply(long a, long b, long c);
}
