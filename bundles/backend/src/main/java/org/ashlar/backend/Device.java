package org.ashlar.backend;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.kernel.Target;
import org.osgi.annotation.versioning.ConsumerType;

/// An opened machine with memory of its own. Safe for use by several threads. Closing frees its
/// memory and ends its threads.
@ConsumerType
public interface Device extends AutoCloseable {
  Target target();

  /// Memory of at least `bytes`, aligned to 64; its contents are undefined.
  ///
  /// @throws OutOfMemoryError when there is not enough; nothing is held then
  Memory allocate(long bytes);

  /// Copies bytes between two memories of this device, or between one of it and host memory ({@link
  /// Memory#ofHost}). Done on return.
  void copy(Memory to, long at, Memory from, long from0, long bytes);

  /// Whether memory of the host can be an input where it lies, for as long as it is known.
  ///
  /// @param often whether every run reads it: then it should lie well too
  default boolean reads(HostMemory memory, boolean often) {
    return false;
  }

  /// Fills the prepared memory of a compiled plan out of its constant inputs. Called where {@link
  /// Executable#preparedBytes} is not 0: before the first launch, and again after a constant input
  /// has changed; no launch that reads the memory runs meanwhile. Done on return.
  ///
  /// @param inputs one a plan input, in their order; those that are not constant are never read and
  ///   may have no bytes
  /// @param prepared of the executable's `preparedBytes`
  default void prepare(Executable what, List<Memory> inputs, Memory prepared) {}

  /// Starts a compiled plan. Two buffers of the workspace may be one memory where a kernel may
  /// write one over the other ({@link org.ashlar.ir.kernel.InPlace}), so every iteration of a loop
  /// runs exactly once.
  ///
  /// @param arguments the plan's inputs, its outputs, the workspace where its size is not 0, and
  ///   last the prepared memory where its size is not 0
  /// @param sizes one a size of the plan
  Launch launch(Executable what, List<Memory> arguments, long[] sizes);

  /// A compiled plan with the memory that it will run on, for those who run it often. Every run
  /// finds what the memory holds then.
  ///
  /// @param arguments as for {@link #launch}; they must be open whenever it runs
  default Binding bind(Executable what, List<Memory> arguments, long[] sizes) {
    var kept = sizes.clone();
    return nanos -> launch(what, arguments, kept).await(Duration.ofNanos(nanos));
  }

  /// An optional ability of this device.
  default <T> Optional<T> adapt(Class<T> facet) {
    return facet.isInstance(this) ? Optional.of(facet.cast(this)) : Optional.empty();
  }

  @Override
  void close();
}
