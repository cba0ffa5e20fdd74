package org.ashlar.operators.control;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;

/// One of two functions by a truth: `then(a…)` where `condition` is true, else `otherwise(a…)`; the
/// other one is not computed (ONNX If).
///
/// Arguments: the condition, `bool[]`, then the inputs of the functions. Both take and give the
/// same types, and see nothing but their inputs. Results: their outputs.
public record If(Function then, Function otherwise) implements Operator {
  private static final Type TRUTH = TensorType.of(DType.BOOL);

  /// @throws IllegalArgumentException when the functions differ in what they take or give
  public If {
    new Meaning.Chosen(then, otherwise);
  }

  public If() {
    this(Specimens.same(), Specimens.negative());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    if (args.isEmpty() || !args.getFirst().equals(TRUTH)) {
      throw new IllegalArgumentException(
          "if: the condition must be bool[]: "
              + (args.isEmpty() ? "there is none" : "it is " + args.getFirst()));
    }
    Fit.inputs("if", then, then.inputs(), args.subList(1, args.size()));
    return then.outputs().stream().map(Value::type).toList();
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return new Meaning.Chosen(then, otherwise);
  }
}
