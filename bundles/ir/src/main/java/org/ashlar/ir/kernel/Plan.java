package org.ashlar.ir.kernel;

import java.util.List;
import org.ashlar.ir.Expr;

/// Kernels in the order of their launches, with the buffers between them.
///
/// A plan runs on one device. Its parameters are the function's inputs, then its outputs. Buffers
/// between launches lie in one workspace, at the offsets of their slots.
public record Plan(
    String name,
    List<Expr.Size> sizes,
    List<Buffer> inputs,
    List<Buffer> outputs,
    List<Slot> workspace,
    List<Action> actions) {
  public Plan {
    sizes = List.copyOf(sizes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    workspace = List.copyOf(workspace);
    actions = List.copyOf(actions);
  }

  /// A buffer's place in the workspace, in bytes, a multiple of 64.
  public record Slot(Buffer buffer, long offset) {}

  /// What a plan does, one after the other.
  public sealed interface Action {
    /// Runs a kernel. `arguments` are buffers of the plan, one a parameter, of the same dtype and
    /// sizes.
    record Launch(Kernel kernel, List<Buffer> arguments) implements Action {
      public Launch {
        arguments = List.copyOf(arguments);
      }
    }

    /// Copies a whole buffer into another of equal bytes.
    record Copy(Buffer to, Buffer from) implements Action {}

    /// Runs the body `times` times.
    record Repeat(Expr times, List<Action> body) implements Action {
      public Repeat {
        body = List.copyOf(body);
      }
    }

    /// Runs one of two bodies by the truth of the first element of a BOOL buffer.
    record Branch(Buffer when, List<Action> then, List<Action> otherwise) implements Action {
      public Branch {
        then = List.copyOf(then);
        otherwise = List.copyOf(otherwise);
      }
    }
  }

  /// The bytes of workspace that a run needs.
  public long workspaceBytes() {
    return workspace.stream()
        .mapToLong(s -> Math.addExact(s.offset(), s.buffer().bytes()))
        .max()
        .orElse(0);
  }

  /// A plan of one kernel, whose parameters are the plan's; those that it writes are the outputs.
  public static Plan of(Kernel kernel) {
    var written = Writes.of(kernel);
    return new Plan(
        kernel.name(),
        kernel.sizes(),
        kernel.parameters().stream().filter(p -> !written.contains(p)).toList(),
        kernel.parameters().stream().filter(written::contains).toList(),
        List.of(),
        List.of(new Action.Launch(kernel, kernel.parameters())));
  }
}
