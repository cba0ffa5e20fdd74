package org.ashlar.cpu.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.foreign.MemoryLayout;

/// The calls of the operating system that machine code needs: pages of memory and their protection.
@SuppressWarnings("restricted")
final class Linux {
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int EXECUTE = 4;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int HUGE_PAGES = 14;
  private static final long ARCH_PRCTL = 158;
  private static final long REQUEST_PERMISSION = 0x1023;
  private static final long TILE_DATA = 18;
  static final long PAGE = 4096;

  private final MethodHandle map;
  private final MethodHandle unmap;
  private final MethodHandle protect;
  private final MethodHandle advise;
  private final MethodHandle system;
  private final StructLayout state = Linker.Option.captureStateLayout();
  private final VarHandle number = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /// @throws MachineCodeRefused on other systems, or where native calls are not allowed
  Linux() {
    var name = System.getProperty("os.name");
    var processor = System.getProperty("os.arch");
    if (!name.equals("Linux") || !processor.equals("amd64")) {
      throw new MachineCodeRefused(
          "machine code: written for Linux on x86-64 only: this is " + name + " on " + processor);
    }
    try {
      var linker = Linker.nativeLinker();
      var keep = Linker.Option.captureCallState("errno");
      map =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("mmap"),
              FunctionDescriptor.of(
                  ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
              keep);
      var range = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG);
      var flagged = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
      unmap = linker.downcallHandle(linker.defaultLookup().findOrThrow("munmap"), range);
      protect = linker.downcallHandle(linker.defaultLookup().findOrThrow("mprotect"), flagged, keep);
      advise = linker.downcallHandle(linker.defaultLookup().findOrThrow("madvise"), flagged);
      system =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.firstVariadicArg(1));
    } catch (IllegalCallerException | UnsupportedOperationException e) {
      throw new MachineCodeRefused(
          "machine code: native calls are refused (start java with"
              + " --enable-native-access=ALL-UNNAMED): "
              + e.getMessage(),
          e);
    }
  }

  /// New pages, readable and writable, zero.
  ///
  /// @param bytes a multiple of [#PAGE]
  MemorySegment map(long bytes) {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(state);
      var at =
          (MemorySegment)
              map.invokeExact(
                  errno, MemorySegment.NULL, bytes, READ | WRITE, PRIVATE_ANONYMOUS, -1, 0L);
      if (at.address() == -1) {
        throw new MachineCodeRefused(
            "machine code: no memory: mmap of %d bytes failed with errno %d"
                .formatted(bytes, (int) number.get(errno, 0L)));
      }
      return at.reinterpret(bytes);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  void unmap(long address, long bytes) {
    try {
      var _ = (int) unmap.invokeExact(MemorySegment.ofAddress(address), bytes);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// Takes the right to write away and gives the one to execute.
  void makeExecutable(MemorySegment pages) {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(state);
      int failed = (int) protect.invokeExact(errno, pages, pages.byteSize(), READ | EXECUTE);
      if (failed != 0) {
        throw new MachineCodeRefused(
            "machine code: this system refuses executable memory (a policy such as SELinux or"
                + " seccomp): mprotect failed with errno "
                + (int) number.get(errno, 0L));
      }
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// Asks for pages of 2 MiB; a wish, not a demand.
  void wishHugePages(MemorySegment pages) {
    try {
      var _ = (int) advise.invokeExact(pages, pages.byteSize(), HUGE_PAGES);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// Whether threads of this process started from now on may use tile registers.
  boolean permitsTiles() {
    try {
      return (long) system.invokeExact(ARCH_PRCTL, REQUEST_PERMISSION, TILE_DATA) == 0;
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  private static RuntimeException rethrown(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }
}
