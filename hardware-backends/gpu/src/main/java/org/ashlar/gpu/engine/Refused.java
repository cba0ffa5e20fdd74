package org.ashlar.gpu.engine;

import org.ashlar.ptx.Space;

/// An access of generated code that no card allows; becomes a [Fault] where block and lane are
/// known.
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  final int instruction;
  final transient Space space;
  final long within;
  final int bytes;
  final long limit;

  Refused(int instruction, Space space, long within, int bytes, long limit) {
    super("an access is refused", null, false, false);
    this.instruction = instruction;
    this.space = space;
    this.within = within;
    this.bytes = bytes;
    this.limit = limit;
  }

  Fault fault(Where where) {
    return (within & bytes - 1) != 0
        ? Access.misaligned(where, within, bytes)
        : Access.outside(where, space, within, bytes, limit);
  }
}
