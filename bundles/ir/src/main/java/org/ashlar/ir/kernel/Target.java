package org.ashlar.ir.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.DType;

/// A machine, as facts: what schedulers and lowering decide by.
///
/// @param name `cpu`, `reference`, `gpu:a100`; unique among the targets present
/// @param vectorBytes the width of a vector register; 0 where there is none
/// @param registers the number of vector registers
/// @param cores workers that run CORES loops at once
/// @param bytes the capacity of each space that has one (caches count as SCRATCH), per worker
/// @param matrix the tile {i, j, k} of a matrix unit; empty where there is none
/// @param dtypes what memory and arithmetic can hold
/// @param facts further numbers by name, in the units that the name says
public record Target(
    String name,
    int vectorBytes,
    int registers,
    int cores,
    Map<Space, Long> bytes,
    List<Integer> matrix,
    Set<DType> dtypes,
    Map<String, Double> facts) {
  /// The fact of targets that are simulated: nobody wants them who does not ask for them by name.
  public static final String SIMULATED = "simulated";

  public Target {
    bytes = Map.copyOf(bytes);
    matrix = List.copyOf(matrix);
    dtypes = Set.copyOf(dtypes);
    facts = Map.copyOf(facts);
  }

  /// The same machine under another name.
  public Target named(String other) {
    return new Target(other, vectorBytes, registers, cores, bytes, matrix, dtypes, facts);
  }

  /// The same machine with other facts; `vector_bytes`, `registers` and `cores` stand for what has
  /// these names.
  public Target with(Map<String, Double> other) {
    if (other.isEmpty()) {
      return this;
    }
    var all = new HashMap<>(facts);
    all.putAll(other);
    return new Target(
        name,
        all.getOrDefault("vector_bytes", (double) vectorBytes).intValue(),
        all.getOrDefault("registers", (double) registers).intValue(),
        all.getOrDefault("cores", (double) cores).intValue(),
        bytes,
        matrix,
        dtypes,
        all);
  }

  public boolean isSimulated() {
    return facts.getOrDefault(SIMULATED, 0.0) != 0;
  }

  /// The elements of a dtype in one vector; at least 1.
  public int lanes(DType dtype) {
    return Math.max(1, vectorBytes / dtype.bytes());
  }
}
