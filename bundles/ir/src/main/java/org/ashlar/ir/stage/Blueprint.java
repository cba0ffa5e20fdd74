package org.ashlar.ir.stage;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.osgi.annotation.versioning.ConsumerType;

/// A model that was read and is not yet a program.
///
/// A program's shapes are fixed by types; a model's may hang on the numbers that it is given (the
/// shape for a reshape, a condition with unlike branches, the items of a sequence). {@link
/// #model()} is the program for whatever sizes the file declares; {@link #bind} makes the one for
/// the values at hand. Safe for use by several threads.
@ConsumerType
public interface Blueprint {
  /// The inputs that a user gives, in the file's order: weights are none of them.
  List<Port> inputs();

  List<Port> outputs();

  /// What the file says about itself, in words: `producer`, `opset.ai.onnx`, `doc`, ...
  Map<String, String> facts();

  /// The calls as the file has them, those of its own functions opened; empty where the format
  /// knows only programs.
  List<Node> nodes();

  /// Everything that cannot be run, at once, found without running anything; empty where all can.
  List<Gap> gaps();

  /// The program for any sizes the file declares, with its weights. What is missing is an {@link
  /// org.ashlar.ir.Unknown} in it.
  ///
  /// @throws IllegalArgumentException when the model's structure hangs on the value of an input;
  ///   names the node and the input
  Model model();

  /// The program for these values. What it settled on stands in {@link Bound#settled()}: for other
  /// values of equal types it may be used again where those agree.
  ///
  /// @param given by name; an optional input may be left out
  /// @param runner computes numbers on which the structure hangs, where they follow from values on
  ///   the way
  /// @throws IllegalArgumentException when a value is missing, unknown, or does not fit its input,
  ///   or a node refuses its arguments; names the input or the node
  Bound bind(Map<String, Datum> given, Runner runner);

  /// Runs a piece of a model while it is bound.
  @FunctionalInterface
  interface Runner {
    /// One result an output.
    ///
    /// @param arguments one an input of the function, weights included
    List<TensorData> run(Function function, List<TensorData> arguments);
  }

  /// A program as a blueprint: for formats that need nothing more.
  static Blueprint of(Model model) {
    return new ProgramBlueprint(model);
  }
}
