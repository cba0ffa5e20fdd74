package org.ashlar.cpu;

import java.util.HashMap;
import java.util.Map;
import org.ashlar.cpu.Choices.Residence;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// The scratch memory of one method: a place for every buffer of constant sizes that is allocated
/// in it, and one for the lanes that are read one by one.
final class Scratch {
  private static final long LANES = 128;

  private final Choices choices;
  private final Map<Buffer, Long> offsets = new HashMap<>();
  private long bytes;
  private int local = -1;

  private Scratch(Choices choices) {
    this.choices = choices;
  }

  /// @param inPart whether parallel loops inside are plain ones
  static Scratch of(Stmt body, Choices choices, boolean inPart) {
    var scratch = new Scratch(choices);
    scratch.bytes = scratch.hasVectors(body) ? LANES : 0;
    scratch.walk(body, inPart);
    return scratch;
  }

  private boolean hasVectors(Stmt body) {
    var found = new boolean[1];
    Statements.visit(body, s -> found[0] |= s instanceof Stmt.For f && choices.lanes(f) > 1);
    return found[0];
  }

  private void walk(Stmt s, boolean inPart) {
    if (s instanceof Stmt.For f && f.run() == Run.CORES && !inPart) {
      return;
    }
    if (s instanceof Stmt.Alloc(var b, _)
        && choices.residence(b) == Residence.MEMORY
        && b.shape().isConstant()
        && offsets.putIfAbsent(b, bytes) == null) {
      bytes = Math.addExact(bytes, Math.addExact(b.bytes(), 63)) & -64;
    }
    Statements.children(s).forEach(child -> walk(child, inPart));
  }

  long bytes() {
    return bytes;
  }

  boolean has(Buffer b) {
    return offsets.containsKey(b);
  }

  long offset(Buffer b) {
    Long offset = offsets.get(b);
    if (offset == null) {
      throw new IllegalStateException("cpu: no scratch memory was planned for " + b.name());
    }
    return offset;
  }

  void in(int segment) {
    local = segment;
  }

  int segment() {
    return local;
  }
}
