package org.ashlar.operators.recurrent;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;

/// A recurrent layer: what its cell does in one step; shapes, directions, lengths and the way along
/// the sequence are shared.
interface RecurrentOperator extends Operator {
  Direction direction();

  List<Activation> activations();

  List<Double> alpha();

  List<Double> beta();

  double clip();

  boolean batchFirst();

  List<Given> given();

  /// How many parts of the size of the state the weights have.
  int gates();

  /// The activations of one direction, where none are told.
  List<Activation> standard();

  /// How many states a step leaves.
  default int states() {
    return 1;
  }

  /// Whether the state's part of the last gate's bias goes in with the input's.
  default boolean addsLastBias() {
    return true;
  }

  /// The states after a step, the one that is given out first.
  List<Value> next(Step step);

  @Override
  default List<Type> infer(List<Type> args) {
    return new RecurrentTypes(this, args).results();
  }

  @Override
  default Meaning meaning(List<Type> args) {
    return new Recurrence(this, new RecurrentTypes(this, args)).meaning(args);
  }
}
