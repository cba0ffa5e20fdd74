package org.ashlar.cpu.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Calls of machine code: `long f(long, long, long, long)` in the convention of System V, that is
/// arguments in rdi, rsi, rdx, rcx, the result in rax; rbx, rbp, rsp and r12 to r15 are kept by the
/// callee.
///
/// One handle serves all code, since the address is its first argument: no code has a handle of its
/// own. The segment that is called stays reachable, and so mapped, until the call is over.
@SuppressWarnings("restricted")
public final class Calls {
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PLAIN = Linker.nativeLinker().downcallHandle(SIGNATURE);

  /// Made when it is first used.
  private static final class Critical {
    static final MethodHandle HANDLE =
        Linker.nativeLinker().downcallHandle(SIGNATURE, Linker.Option.critical(false));

    private Critical() {}
  }

  private static final FunctionDescriptor WITH_HELD =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);

  /// With arguments that the code does not look at: their memory cannot be closed meanwhile. Made
  /// when it is first used.
  private static final class Holding {
    static final MethodHandle PLAIN = Linker.nativeLinker().downcallHandle(WITH_HELD);
    static final MethodHandle CRITICAL =
        Linker.nativeLinker().downcallHandle(WITH_HELD, Linker.Option.critical(false));

    private Holding() {}
  }

  private Calls() {}

  /// A call that may take any time: the virtual machine can stop for garbage meanwhile.
  public static long call(MemorySegment code, long a, long b, long c, long d) {
    try {
      return (long) PLAIN.invokeExact(code, a, b, c, d);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// A call for code of a few tens of microseconds at most: it costs a quarter of a plain one, but
  /// nothing in the virtual machine can stop the world until it returns.
  public static long shortCall(MemorySegment code, long a, long b, long c, long d) {
    try {
      return (long) Critical.HANDLE.invokeExact(code, a, b, c, d);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// The same as {@link #call(MemorySegment, long, long, long, long)} with memory that stays.
  ///
  /// @throws IllegalStateException when its owner has closed some of it
  public static long call(MemorySegment code, long a, long b, long c, long d, Held held) {
    if (held.isNothing()) {
      return call(code, a, b, c, d);
    }
    try {
      return (long) Holding.PLAIN.invokeExact(code, a, b, c, d, held.at(0), held.at(1), held.at(2));
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// The same as {@link #shortCall(MemorySegment, long, long, long, long)} with memory that stays.
  ///
  /// @throws IllegalStateException when its owner has closed some of it
  public static long shortCall(MemorySegment code, long a, long b, long c, long d, Held held) {
    if (held.isNothing()) {
      return shortCall(code, a, b, c, d);
    }
    try {
      return (long)
          Holding.CRITICAL.invokeExact(code, a, b, c, d, held.at(0), held.at(1), held.at(2));
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// Machine code throws nothing; what arrives here is an error of the virtual machine.
  private static RuntimeException rethrown(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }
}
