package org.ashlar.session;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.stage.Precision;

/// A program as text: what a session keeps, and each epoch reads anew against the operators
/// present.
///
/// @param text a function in the form of {@link org.ashlar.ir.Text}
/// @param variables inputs that the session keeps between runs
/// @param training makes a training step of it
/// @param device the target to prefer; empty: `ashlar.device`, else the best present
/// @param precision in how many bits weights that no run changes are kept and multiplied
public record ProgramText(
    String name,
    String text,
    Set<String> variables,
    Optional<Training> training,
    Optional<String> device,
    Precision precision) {
  public ProgramText {
    variables = Set.copyOf(variables);
  }

  /// A program in f32.
  public ProgramText(
      String name,
      String text,
      Set<String> variables,
      Optional<Training> training,
      Optional<String> device) {
    this(name, text, variables, training, device, Precision.F32);
  }

  /// The same in another precision.
  public ProgramText with(Precision other) {
    return new ProgramText(name, text, variables, training, device, other);
  }

  /// A program without variables.
  public static ProgramText of(String name, String text) {
    return new ProgramText(name, text, Set.of(), Optional.empty(), Optional.empty());
  }

  /// A training step: gradients of an output, then an update of each variable.
  ///
  /// The update is itself a function in text, written for scalars and applied to each variable of
  /// `by` in its own shape. Its inputs `value` and `gradient` are the variable and its gradient. An
  /// input that is also an output is state that each variable has for itself: the session variable
  /// `<variable>.<state>`, zeros at first. Any other input (learning rate, step) is an input of the
  /// whole step. Its output `value` is the new number of the variable.
  ///
  /// An update may have several stages. Those before the last either give `gradient`, the gradient
  /// for the stages that follow, and states; or only totals. A total goes from variable to
  /// variable, in the order of `by`, and begins with the input of its name; later stages read it by
  /// that name, and it is an output of the step.
  ///
  /// @param of the output to make small
  /// @param by the variables to change
  /// @param stages the update
  /// @param keep what stays in memory for the gradients ({@link org.ashlar.ir.stage.Keep#of});
  ///   empty: what `ashlar.train.keep` says
  public record Training(String of, List<String> by, List<String> stages, Optional<String> keep) {
    public Training {
      by = List.copyOf(by);
      stages = List.copyOf(stages);
    }

    /// A step that keeps what `ashlar.train.keep` says.
    public Training(String of, List<String> by, List<String> stages) {
      this(of, by, stages, Optional.empty());
    }

    /// An update of one stage.
    public Training(String of, List<String> by, String update) {
      this(of, by, List.of(update));
    }
  }
}
