package org.ashlar.lower;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;

/// What all parts of a plan take from: names of buffers and kernels, and places in the workspace.
final class Stock {
  private static final long ALIGNMENT = 64;

  private final Names buffers = new Names();
  private final Names kernels = new Names();
  private final List<Plan.Slot> slots = new ArrayList<>();
  private long end;

  String kernel(String wanted) {
    return kernels.fresh(wanted);
  }

  /// A buffer that somebody else gives a place.
  Buffer buffer(String wanted, TensorType type) {
    return Buffer.global(buffers.fresh(wanted), type);
  }

  /// A buffer of the workspace, with a place of its own.
  Buffer slot(String wanted, TensorType type) {
    var buffer = buffer(wanted, type);
    slots.add(new Plan.Slot(buffer, end));
    end += Math.ceilDiv(bytes(buffer), ALIGNMENT) * ALIGNMENT;
    return buffer;
  }

  List<Plan.Slot> slots() {
    return List.copyOf(slots);
  }

  /// The bytes of a buffer, at the largest sizes that it can have.
  private static long bytes(Buffer buffer) {
    long bytes = buffer.dtype().bytes();
    for (var size : buffer.sizes()) {
      bytes = Math.multiplyExact(bytes, Extents.largest(size));
    }
    return bytes;
  }
}
