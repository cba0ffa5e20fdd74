package org.ashlar.compiler;

import java.util.List;
import java.util.Map;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;

/// A compiled function: parts, each for one device, in the order of their runs. Immutable; belongs
/// to one epoch.
public interface Program {
  Request request();

  /// The function after the rules.
  Function function();

  List<Part> parts();

  /// How many of the first parts run only when an instance is opened, and before the first run
  /// after a variable was assigned: they compute what depends on such variables alone.
  default int settling() {
    return 0;
  }

  /// Every block and backend that had a hand in it, by bundle: `org.ashlar.cpu` → `0.1.0`.
  Map<String, String> versions();

  /// Whether the host acts between the parts, with what that brings: runs may compile more parts
  /// (where sizes depend on data, {@link #parts} are those for some numbers), and how long one
  /// takes depends on its inputs.
  default boolean isCut() {
    return false;
  }

  /// The bytes of workspace that a run takes, all parts together.
  long peakBytes();

  /// The bytes that it would take with a buffer for every intermediate result.
  long naiveBytes();

  /// The bytes that an instance holds on devices besides its variables and the workspace: what was
  /// computed of them once, and what backends made of it.
  default long standingBytes() {
    return 0;
  }

  /// Memory on devices for the variables, ready to run.
  ///
  /// @param devices gives the opened device of a part; stays the owner
  /// @param variables one number for each variable of the request
  Instance open(
      java.util.function.Function<Part, Device> devices, Map<String, TensorData> variables);

  /// A stretch of the function that one device runs.
  record Part(Provider<Backend> backend, Target target, Plan plan, Executable executable) {
    /// Whether the host does it itself, and no backend has to be present for it.
    public boolean isHost() {
      return backend.service() instanceof Host;
    }

    /// The operators that the host runs here, one a call; none where a backend does it.
    public List<String> hostCalls() {
      return Host.calls(executable);
    }
  }
}
