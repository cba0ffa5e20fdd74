package org.ashlar.session;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.TensorData;
import org.ashlar.session.internal.LoadedRegistry;
import org.ashlar.session.internal.Platform;

/// The platform, as its users hold it: the blocks present and the sessions that run on them.
///
/// Under OSGi it is a service; elsewhere {@link #open} finds the same blocks on the class path.
public interface Ashlar extends AutoCloseable {
  /// A platform of what `ServiceLoader` finds on the class path of the calling thread's context.
  static Ashlar open() {
    return new Platform(new LoadedRegistry(Thread.currentThread().getContextClassLoader()));
  }

  Registry registry();

  /// The driver of the stages, for those who want to look at programs rather than run them.
  Compiler compiler();

  /// Makes a program ready to run.
  ///
  /// @param variables one number for each variable of the program; states of a training rule may be
  ///   absent: zeros
  /// @throws IllegalArgumentException when the text or a variable does not fit
  /// @throws IllegalStateException when nothing present can run it
  Session session(ProgramText program, Map<String, TensorData> variables);

  /// Lets sessions without a device of their own run on this target from now on; empty: on the best
  /// present. Every session is compiled and warmed there before it moves.
  void prefer(Optional<String> device);

  /// Waits until every session runs on what is best now.
  void settle();

  /// Tells of every switch of an epoch, until the returned handle is closed.
  Registry.Handle observe(Consumer<Switch> observer);

  @Override
  void close();
}
