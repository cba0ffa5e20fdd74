package org.ashlar.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.session.Session;

/// Immediate execution: an operator on its tensors is computed at once, line by line, for people
/// who want to look at numbers as they come about.
///
/// ```java
/// try (var ashlar = Ashlar.open(); var eager = Eager.on(ashlar)) {
///   var x = eager.of(1, 2, 3);
///   var y = x.mul(x).sum();            // computed now: a debugger shows 14.0
///   var dx = eager.gradient(y, x);     // [2, 4, 6]
/// }
/// ```
///
/// The same operators and devices as in compiled programs, one program a call, so the numbers are
/// the same; blocks can be replaced between two lines. Every call is kept on a tape for as long as
/// something computed from it is held. Safe for use by several threads.
public final class Eager implements AutoCloseable {
  /// Programs of one call that are kept ready.
  private static final int KEPT = 256;

  private final Ashlar ashlar;
  private final boolean checked;
  private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  private Eager(Ashlar ashlar, boolean checked) {
    this.ashlar = ashlar;
    this.checked = checked;
  }

  public static Eager on(Ashlar ashlar) {
    return new Eager(ashlar, false);
  }

  /// The same, which refuses results that are NaN where no argument is: the message names the
  /// operator and the caller's line.
  public static Eager checkedOn(Ashlar ashlar) {
    return new Eager(ashlar, true);
  }

  // ── making tensors ──

  /// A vector of `f32`.
  public Tensor of(float... values) {
    return now(Tensor.of(values));
  }

  /// A matrix of `f32`; all rows have the length of the first.
  public Tensor of(float[][] rows) {
    return now(Tensor.of(rows));
  }

  public Tensor of(TensorData data) {
    return Tensor.computed(this, data, Optional.empty(), 0);
  }

  /// A tensor that was said before, computed now; what it depends on is not on the tape.
  ///
  /// @throws IllegalArgumentException when it depends on a named input
  public Tensor now(Tensor tensor) {
    return tensor.origin() instanceof Tensor.Origin.Computed ? tensor : of(tensor.compute(ashlar));
  }

  // ── derivatives ──

  /// The gradients of the sum of a tensor, by tensors that it was computed from; zeros where it
  /// does not depend on one. They are on the tape themselves, so they have gradients too.
  ///
  /// @throws IllegalArgumentException when one is no float, or an operator on the way has no
  ///   derivative; names it
  public List<Tensor> gradients(Tensor of, List<Tensor> by) {
    return new Tape(this, by).gradients(of);
  }

  /// See {@link #gradients}.
  public Tensor gradient(Tensor of, Tensor by) {
    return gradients(of, List.of(by)).getFirst();
  }

  // ── computing ──

  List<Tensor> call(Operator op, List<Tensor> args) {
    var data = args.stream().map(a -> now(a).data()).toList();
    var results = run(op, data);
    if (checked) {
      check(op, data, results);
    }
    var recorded = Optional.of(new Tensor.Recorded(op, List.copyOf(args), results));
    return IntStream.range(0, results.size())
        .mapToObj(i -> Tensor.computed(this, results.get(i), recorded, i))
        .toList();
  }

  private List<TensorData> run(Operator op, List<TensorData> args) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    args.forEach(a -> inputs.add(graph.input("a" + inputs.size(), a.type())));
    var function = Function.of("eager", inputs, graph.applyAll(op, inputs));
    var given = new HashMap<String, TensorData>();
    for (int i = 0; i < args.size(); i++) {
      given.put("a" + i, args.get(i));
    }
    var outputs = session(Text.of(function)).run(given).outputs();
    return function.outputNames().stream().map(outputs::get).toList();
  }

  private synchronized Session session(String text) {
    var known = sessions.get(text);
    if (known != null) {
      return known;
    }
    var made = ashlar.session(ProgramText.of("eager", text), Map.of());
    sessions.put(text, made);
    if (sessions.size() > KEPT) {
      var eldest = sessions.keySet().iterator().next();
      var left = sessions.remove(eldest);
      if (left != null) {
        left.close();
      }
    }
    return made;
  }

  private static void check(Operator op, List<TensorData> args, List<TensorData> results) {
    for (var result : results) {
      long at = firstNan(result);
      if (at >= 0 && args.stream().allMatch(a -> firstNan(a) < 0)) {
        throw new ArithmeticException(
            op.name()
                + ": element "
                + at
                + " of "
                + result.type()
                + " is NaN, no argument is"
                + CallerLine.text());
      }
    }
  }

  private static long firstNan(TensorData data) {
    for (long i = 0; data.dtype().isFloat() && i < data.elements(); i++) {
      if (Double.isNaN(data.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /// The gradient of one call, as a program over its arguments, results and theirs.
  Function pullback(Operator op, List<Type> args, List<Integer> by) {
    return ashlar.compiler().pullback(op, args, by);
  }

  /// Frees the programs that were kept. Numbers stay.
  @Override
  public synchronized void close() {
    sessions.values().forEach(Session::close);
    sessions.clear();
  }
}
