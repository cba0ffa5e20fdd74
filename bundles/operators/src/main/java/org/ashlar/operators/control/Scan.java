package org.ashlar.operators.control;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// A function along a sequence, each step on what the step before left: `s, y[t] = body(t, s, x[t],
/// c)` (ONNX Scan, `scan` of JAX).
///
/// Arguments in order: `carried` values, `sequences` tensors that are cut along dimension 0, and
/// constants that every step sees. The body takes the number of the step, `i64[]`, the carried
/// values, an element of each sequence, the constants; it gives the next carried values, then the
/// elements of stacked results. Results: the carried values after the last step, then the stacked
/// ones, as long as the sequences.
///
/// @param length the number of steps; 0: as many as the sequences have elements
/// @param reverse whether the last element comes first; step 0 then sees and makes the last
///   elements
public record Scan(Function body, long carried, long sequences, long length, boolean reverse)
    implements Operator {
  /// @throws IllegalArgumentException when the body does not fit the numbers of carried values and
  ///   sequences, or leaves a carried value of another type than it takes
  public Scan {
    new Meaning.Repeated(
        body,
        Math.toIntExact(carried),
        Math.toIntExact(sequences),
        Optional.of(Expr.of(length)),
        false,
        reverse);
  }

  public Scan() {
    this(Specimens.sum(), 1, 1, 0, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Fit.steps("scan", repeated(args), args);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return repeated(args);
  }

  private Meaning.Repeated repeated(List<Type> args) {
    return new Meaning.Repeated(
        body, (int) carried, (int) sequences, Optional.of(times(args)), false, reverse);
  }

  private Expr times(List<Type> args) {
    if (length > 0) {
      return Expr.of(length);
    }
    if (sequences == 0) {
      throw new IllegalArgumentException(
          "scan: without sequences its length must be given: length is 0");
    }
    if (args.size() <= carried
        || !(args.get((int) carried) instanceof TensorType t)
        || t.rank() == 0) {
      throw new IllegalArgumentException(
          "scan: argument "
              + carried
              + " must be a sequence, a tensor with a dimension to step along: "
              + (args.size() <= carried ? "there is none" : "it is " + args.get((int) carried)));
    }
    return t.size(0);
  }
}
