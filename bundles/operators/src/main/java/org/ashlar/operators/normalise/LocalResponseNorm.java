package org.ashlar.operators.normalise;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Slice;

/// Local response normalisation: `x / (bias + alpha / size · Σ x²)^beta`, with the sum over `size`
/// neighbouring channels, dimension 1 (ONNX `LRN`; Krizhevsky, Sutskever and Hinton 2012).
///
/// Takes floats `x[n, c, …]`. The window reaches `⌊(size - 1) / 2⌋` channels down and the rest up;
/// there is nothing beyond the ends.
public record LocalResponseNorm(long size, double alpha, double beta, double bias)
    implements Operator {
  public LocalResponseNorm {
    if (size < 1) {
      throw new IllegalArgumentException("localresponsenorm: size must be at least 1: " + size);
    }
  }

  public LocalResponseNorm() {
    this(5, 1e-4, 0.75, 1);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    a.require(a.rank(0) >= 2, "takes batch and channels");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var dtype = Arguments.of(this, args, 1).dtype(0);
    return Compose.of(
        name(),
        args,
        a -> {
          var x = Statistics.wide(a.getFirst());
          var mean = Build.mul(neighbours(Build.mul(x, x)), alpha / size);
          return Build.cast(Build.div(x, Build.pow(Build.add(mean, bias), beta)), dtype);
        });
  }

  /// The sum over the window: parts of the padded squares, one a place of the window.
  private Value neighbours(Value squares) {
    var shape = squares.tensor().shape();
    var pads = new ArrayList<>(Collections.nCopies(2 * shape.rank(), 0L));
    pads.set(1, (size - 1) / 2);
    pads.set(shape.rank() + 1, size / 2);
    var padded = Build.apply(new Pad(pads, 0), squares);
    var parts = new ArrayList<Value>();
    for (long k = 0; k < size; k++) {
      var starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0L));
      starts.set(1, k);
      parts.add(Build.apply(new Slice(starts, shape, List.of()), padded));
    }
    return parts.stream().reduce(Build::add).orElseThrow();
  }
}
