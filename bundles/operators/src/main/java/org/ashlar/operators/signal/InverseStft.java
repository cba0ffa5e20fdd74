package org.ashlar.operators.signal;

import java.util.List;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Backwards;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;
import org.ashlar.operators.build.Build;

/// A signal from the spectra of its frames, the opposite of {@link Stft}: the frames are
/// transformed back, weighted with the window, added where they overlap and divided by what the
/// windows add up to, `y[b, t] = Σ_f z[b, f, t - f · step] · w[t - f · step] / Σ_f w[t - f ·
/// step]²`; 0 where that is 0 (Griffin and Lim 1984).
///
/// Arguments: spectra `[batch, frames, places, 2]` and the window `[length]`. The result is
/// `[batch, (frames - 1) · step + length, 1]`, with 2 parts unless `onesided`. Takes floats of one
/// dtype.
///
/// @param step from one frame to the next
/// @param onesided whether the spectra are halves, of a real signal
public record InverseStft(long step, boolean onesided) implements Operator {
  /// What windows add up to where there are none.
  private static final double NOTHING = 1e-11;

  public InverseStft {
    if (step < 1) {
      throw new IllegalArgumentException("inversestft: the step must be positive: " + step);
    }
  }

  public InverseStft() {
    this(1, true);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2).sameDtypes().floats();
    a.require(
            a.rank(0) == 4 && Sizes.is(a.get(0).size(3), 2),
            "takes batch, frames, places and 2 parts of numbers")
        .require(
            a.rank(1) == 1 && Sizes.known(a.get(1).size(0)).orElse(0L) > 0,
            "needs a window of one dimension, whose size is known");
    var length = a.get(1).size(0);
    var places = onesided ? Sizes.add(Sizes.floorDiv(length, 2), 1) : length;
    a.require(a.get(0).size(2).equals(places), "the window has another length than the frames");
    return List.of(signal(a));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    long length = Sizes.known(a.get(1).size(0)).orElseThrow();
    var signal = signal(a);
    return Compose.of(
        name(),
        args,
        v -> {
          var frames = Build.apply(new Dft(2, length, true, onesided), v.get(0));
          var graph = frames.graph();
          var sum = graph.apply(overlapped(frames.tensor(), a.get(1), signal), frames, v.get(1));
          var weight = graph.apply(weights(a, signal), v.get(1));
          var none = Build.less(weight, Build.scalar(weight, NOTHING));
          var one = Build.scalar(weight, 1);
          return Build.where(
              none, Build.scalar(sum, 0), Build.div(sum, Build.where(none, one, weight)));
        });
  }

  /// The frames, weighted and added up.
  private Derived overlapped(TensorType frames, TensorType window, TensorType signal) {
    var a = new Arguments(name(), List.of(frames, window));
    var i = Sizes.indices("i", 3);
    var from = frames(a, i.get(1));
    var sample = a.read(0, i.get(0), from.steps().getFirst(), from.inside().getFirst(), i.get(2));
    return sum("overlapped", i, from, sample, a.read(1, from.inside().getFirst()), signal);
  }

  /// What the squares of the windows add up to at each place, of a signal of one part.
  private Derived weights(Arguments a, TensorType signal) {
    var i = Sizes.indices("i", 3);
    var from = frames(a, i.get(1));
    var one =
        new TensorType(signal.dtype(), new Shape(List.of(Expr.of(1), signal.size(1), Expr.of(1))));
    var alone = new Arguments(name(), List.of(a.get(1)));
    var read = alone.read(0, from.inside().getFirst());
    return sum("window", i, from, read, read, one);
  }

  private Backwards frames(Arguments a, Expr at) {
    var window = Window.of(a, List.of(a.get(1).size(0)), List.of(step), List.of(), List.of());
    return Backwards.of(window, List.of(at), List.of(a.get(0).size(1)));
  }

  private static Derived sum(
      String label, List<Expr.Index> i, Backwards from, Expr x, Expr y, TensorType type) {
    var wide = type.dtype().accumulator();
    var term = from.guard().select(x.cast(wide).times(y.cast(wide)), Expr.of(wide, 0));
    var by = Reducer.sum(type.dtype());
    return new Derived(label, new Meaning.Indexed(i, from.over(), by, List.of(term)), type);
  }

  private TensorType signal(Arguments a) {
    var x = a.get(0);
    var size = Sizes.add(Sizes.multiply(Sizes.add(x.size(1), -1), step), a.get(1).size(0));
    return new TensorType(
        x.dtype(), new Shape(List.of(x.size(0), size, Expr.of(onesided ? 1 : 2))));
  }
}
