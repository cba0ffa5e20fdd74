package org.ashlar.compiler;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// Memory that callers offer for results.
public final class Offered {
  private Offered() {}

  /// @param type of the output; empty where there is none of this name
  /// @throws IllegalArgumentException where the memory is not for it
  static void check(String program, String name, Optional<TensorType> type, TensorData data) {
    if (type.isEmpty()) {
      throw error(program, name, "no such output is answered");
    }
    if (!data.is(type.get())) {
      throw error(program, name, "is " + data.type() + ", must be " + type.get());
    }
    if (data.data().isReadOnly()) {
      throw error(program, name, "cannot be written");
    }
  }

  private static IllegalArgumentException error(String program, String name, String fact) {
    return new IllegalArgumentException(program + ": memory for output " + name + ": " + fact);
  }

  /// @throws IllegalArgumentException where one result would be written over another
  static void checkApart(String program, Map<String, TensorData> into) {
    if (into.size() < 2) {
      return;
    }
    into.forEach((name, data) ->
        into.forEach((other, more) -> {
          if (name.compareTo(other) < 0
              && data.data().asOverlappingSlice(more.data()).isPresent()) {
            throw new IllegalArgumentException(
                program + ": memory for outputs " + name + " and " + other + ": overlaps");
          }
        }));
  }

  /// Copies results to the memory that is offered for them.
  ///
  /// @return the results where they are now
  public static Map<String, TensorData> filled(
      String program, Map<String, TensorData> answer, Map<String, TensorData> into) {
    checkApart(program, into);
    var placed = new LinkedHashMap<>(answer);
    into.forEach((name, data) -> {
      var made = Optional.ofNullable(answer.get(name));
      check(program, name, made.map(TensorData::type), data);
      MemorySegment.copy(
          made.orElseThrow().data(), 0, data.data(), 0, data.elements() * data.dtype().bytes());
      placed.put(name, data);
    });
    return placed;
  }
}
