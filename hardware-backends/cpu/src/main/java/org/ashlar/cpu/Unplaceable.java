package org.ashlar.cpu;

import org.ashlar.ir.kernel.Buffer;

/// Says that a buffer cannot live in registers, since a place of it is not known when code is
/// written; the kernel is then written again with the buffer in memory.
final class Unplaceable extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Buffer buffer;

  Unplaceable(Buffer buffer, String reason) {
    super(buffer.name() + ": " + reason, null, false, false);
    this.buffer = buffer;
  }

  Buffer buffer() {
    return buffer;
  }
}
