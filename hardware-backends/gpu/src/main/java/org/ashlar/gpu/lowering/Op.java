package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.gpu.timing.Effect;
import org.ashlar.gpu.timing.MachineOperation;
import org.ashlar.gpu.timing.Unit;

/// An operation of the machine while its block is made.
final class Op {
  final String name;
  final Unit unit;
  final int instruction;
  Effect effect = Effect.NONE;
  int bytes;
  boolean shared;
  int lanes = 32;
  boolean bypass;
  boolean ordered;
  int floats;
  final List<Integer> sources = new ArrayList<>();
  final List<Integer> results = new ArrayList<>();

  /// What the address of an access counts from, and the bytes added: what decides whether two are
  /// neighbours.
  String base = "";

  long offset;

  /// What is known to divide the base.
  long alignment = 1;

  Op(String name, int instruction) {
    this.name = name;
    this.unit = Mnemonics.unit(name);
    this.instruction = instruction;
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

  @Override
  public String toString() {
    return name + results + sources;
  }
}
