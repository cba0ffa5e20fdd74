package org.ashlar.operators.signal;

import java.util.List;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// The spectra of frames of a signal (short-time Fourier transform): `y[b, f, k] = Σₜ x[b, f · step
/// + t] · w[t] · exp(-2πi k t / length)`.
///
/// Arguments: the signal `[batch, size, 1 or 2]`, the last dimension having the parts of a number,
/// and, if wanted, a window `[length]`. The result is `[batch, frames, places, 2]` with as many
/// frames as lie in the signal: `⌊(size - length) / step⌋ + 1`. Takes floats of one dtype; sums are
/// `f64` and are rounded once. (ONNX operator STFT.)
///
/// @param step from one frame to the next
/// @param length of a frame; 0 for that of the window
/// @param onesided whether of the conjugate halves that a real signal gives only the first is
///   given, `length / 2 + 1` places
public record Stft(long step, long length, boolean onesided) implements Operator {
  public Stft {
    if (step < 1 || length < 0) {
      throw new IllegalArgumentException(
          "stft: the step must be positive, the length not negative: " + step + ", " + length);
    }
  }

  public Stft() {
    this(1, 0, true);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 1, 2).sameDtypes().floats();
    a.require(
            a.rank(0) == 3 && (Sizes.is(a.get(0).size(2), 1) || Sizes.is(a.get(0).size(2), 2)),
            "takes batch, signal, and 1 or 2 parts of numbers")
        .require(
            a.count() == 1 ? length > 0 : a.rank(1) == 1,
            "needs a length, or a window of one dimension")
        .require(
            length == 0 || a.count() == 1 || a.get(1).size(0).equals(Expr.of(length)),
            "the window has another length than " + length)
        .require(
            Sizes.known(Sizes.subtract(a.get(0).size(1), frame(a))).orElse(0L) >= 0,
            "the signal is shorter than a frame")
        .require(
            !onesided || Sizes.is(a.get(0).size(2), 1), "half a spectrum is that of a real signal");
    return spectrum().infer(List.of(frames(a)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 1, 2);
    var i = Sizes.indices("i", 4);
    var at = Sizes.add(Sizes.multiply(i.get(1), step), i.get(2));
    var sample = a.read(0, i.get(0), at, i.get(3));
    var frame = a.count() == 1 ? sample : sample.times(a.read(1, i.get(2)));
    var cut = new Derived("frames", Meaning.Indexed.of(i, frame), frames(a));
    return Compose.of(
        name(), args, v -> Build.apply(spectrum(), v.getFirst().graph().apply(cut, v)));
  }

  private TensorType frames(Arguments a) {
    var x = a.get(0);
    var room = Sizes.subtract(x.size(1), frame(a));
    var count = Sizes.add(Sizes.floorDiv(room, step), 1);
    return new TensorType(x.dtype(), new Shape(List.of(x.size(0), count, frame(a), x.size(2))));
  }

  private Expr frame(Arguments a) {
    return length > 0 ? Expr.of(length) : a.get(1).size(0);
  }

  private Dft spectrum() {
    return new Dft(2, 0, false, onesided);
  }
}
