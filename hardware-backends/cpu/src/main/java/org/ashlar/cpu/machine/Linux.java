package org.ashlar.cpu.machine;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The calls of the operating system that machine code needs: pages of memory and their protection.
@SuppressWarnings("restricted")
final class Linux {
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int EXECUTE = 4;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int HUGE_PAGES = 14;
  private static final long MMAP = 9;
  private static final long MPROTECT = 10;
  private static final long MUNMAP = 11;
  private static final long MADVISE = 28;
  private static final long ARCH_PRCTL = 158;
  private static final long REQUEST_PERMISSION = 0x1023;
  private static final long TILE_DATA = 18;
  static final long PAGE = 4096;

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
      // One handle for all calls: each further shape of a native call costs milliseconds once.
      var linker = Linker.nativeLinker();
      var all = new MemoryLayout[7];
      Arrays.fill(all, JAVA_LONG);
      system =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(JAVA_LONG, all),
              Linker.Option.firstVariadicArg(1),
              Linker.Option.captureCallState("errno"));
    } catch (IllegalCallerException | UnsupportedOperationException e) {
      throw new MachineCodeRefused(
          "machine code: native calls are refused (start java with"
              + " --enable-native-access=ALL-UNNAMED): "
              + e.getMessage(),
          e);
    }
  }

  /// What the system answered, and why where it refused.
  private record Answer(long value, int errno) {}

  private Answer ask(long what, long a, long b, long c, long d, long e, long f) {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(state);
      long value = (long) system.invokeExact(errno, what, a, b, c, d, e, f);
      return new Answer(value, value == -1 ? (int) number.get(errno, 0L) : 0);
    } catch (Throwable thrown) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw thrown instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(thrown);
    }
  }

  /// New pages, readable and writable, zero.
  ///
  /// @param bytes a multiple of [#PAGE]
  MemorySegment map(long bytes) {
    var answer = ask(MMAP, 0, bytes, READ | WRITE, PRIVATE_ANONYMOUS, -1, 0);
    if (answer.value() == -1) {
      throw new MachineCodeRefused(
          "machine code: no memory: mmap of %d bytes failed with errno %d"
              .formatted(bytes, answer.errno()));
    }
    return MemorySegment.ofAddress(answer.value()).reinterpret(bytes);
  }

  void unmap(long address, long bytes) {
    ask(MUNMAP, address, bytes, 0, 0, 0, 0);
  }

  /// Takes the right to write away and gives the one to execute.
  void makeExecutable(MemorySegment pages) {
    var answer = ask(MPROTECT, pages.address(), pages.byteSize(), READ | EXECUTE, 0, 0, 0);
    if (answer.value() != 0) {
      throw new MachineCodeRefused(
          "machine code: this system refuses executable memory (a policy such as SELinux or"
              + " seccomp): mprotect failed with errno "
              + answer.errno());
    }
  }

  /// Asks for pages of 2 MiB; a wish, not a demand.
  void wishHugePages(MemorySegment pages) {
    ask(MADVISE, pages.address(), pages.byteSize(), HUGE_PAGES, 0, 0, 0);
  }

  /// Whether threads of this process started from now on may use tile registers.
  boolean permitsTiles() {
    return ask(ARCH_PRCTL, REQUEST_PERMISSION, TILE_DATA, 0, 0, 0, 0).value() == 0;
  }
}
