package org.ashlar.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/// Bytes of the host, owned by somebody else.
public record HostMemory(MemorySegment segment) implements Memory {
  @Override
  public long bytes() {
    return segment.byteSize();
  }

  @Override
  public HostMemory slice(long offset, long bytes) {
    return new HostMemory(segment.asSlice(offset, bytes));
  }

  /// Whether nobody can close it: it is there as long as somebody knows it. Only memory that the
  /// garbage collector frees, or nobody, is so; where the virtual machine does not tell them apart,
  /// none is.
  public boolean lasts() {
    var kind = segment.scope().getClass();
    return Kinds.ARE_KNOWN && (kind == Kinds.AUTOMATIC || kind == Kinds.GLOBAL);
  }

  @Override
  public void close() {}

  /// The scopes of each kind of memory are of a class of their own.
  private static final class Kinds {
    static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();
    static final Class<?> GLOBAL = Arena.global().scope().getClass();
    static final boolean ARE_KNOWN = areKnown();

    private Kinds() {}

    private static boolean areKnown() {
      try (var shared = Arena.ofShared();
          var confined = Arena.ofConfined()) {
        return Stream.of(shared, confined)
            .map(arena -> arena.scope().getClass())
            .noneMatch(kind -> kind == AUTOMATIC || kind == GLOBAL);
      }
    }
  }
}
