package org.ashlar.gpu.timing;

import java.util.ArrayList;
import java.util.List;

/// An operation while its block is being made.
final class Draft {
  final int instruction;
  Unit unit;
  Effect effect = Effect.NONE;
  int bytes;
  boolean shared;
  int lanes = 32;
  boolean bypass;
  boolean ordered;
  int floats;
  final List<Integer> sources = new ArrayList<>();
  final List<Integer> results = new ArrayList<>();

  /// The register and the offset of the address, for memory.
  int base = -1;

  long offset;

  /// What the base is known to be a multiple of.
  int alignment = 1;

  Draft(int instruction, Unit unit) {
    this.instruction = instruction;
    this.unit = unit;
  }

  boolean memory() {
    return switch (effect) {
      case LOAD, STORE, ATOMIC, COPY_ASYNC -> true;
      case NONE, COMMIT_GROUP, WAIT_GROUP, BARRIER, BRANCH, FENCE -> false;
    };
  }

  boolean writes() {
    return effect == Effect.STORE || effect == Effect.ATOMIC || effect == Effect.COPY_ASYNC;
  }

  MachineOperation operation() {
    return new MachineOperation(
        unit,
        effect,
        instruction,
        bytes,
        shared,
        lanes,
        bypass,
        array(sources),
        array(results),
        floats);
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).distinct().toArray();
  }
}
