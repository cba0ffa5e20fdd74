package org.ashlar.compiler;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// The steps of a repeated function, run by the host one after the other.
///
/// @param end on the clock of `System.nanoTime`
record Repetition(String operator, Meaning.Repeated meaning, Body body, long end) {
  List<TensorData> run(List<TensorData> args) {
    int carried = meaning.carried();
    int elements = carried + meaning.sequences();
    long times = meaning.times().map(this::number).orElse(Long.MAX_VALUE);
    var stacked = stacked(times);
    var state = List.copyOf(args.subList(0, carried));
    for (long step = 0; step < times && goesOn(state); step++) {
      long at = meaning.reverse() ? times - 1 - step : step;
      var given = new ArrayList<TensorData>();
      given.add(TensorData.scalar(DType.I64, 0));
      given.getFirst().set(0, step);
      given.addAll(state);
      args.subList(carried, elements).forEach(sequence -> given.add(slice(sequence, at)));
      given.addAll(args.subList(elements, args.size()));
      List<TensorData> results;
      try {
        results = body.run(given, end);
      } catch (LaunchException e) {
        var message = operator + ": step " + step + ": " + e.getMessage();
        throw e.isLate() ? LaunchException.late(message) : LaunchException.fault(message);
      }
      state = results.subList(0, carried);
      for (int i = 0; i < stacked.size(); i++) {
        var to = slice(stacked.get(i), at);
        MemorySegment.copy(
            results.get(carried + i).data(), 0, to.data(), 0, to.elements() * to.dtype().bytes());
      }
    }
    var results = new ArrayList<>(state);
    results.addAll(stacked);
    return results;
  }

  private boolean goesOn(List<TensorData> state) {
    return !meaning.conditional() || state.getFirst().bits(0) != 0;
  }

  /// Zeros, one tensor a stacked result.
  private List<TensorData> stacked(long times) {
    var stacked = new ArrayList<TensorData>();
    var outputs = meaning.body().outputs();
    for (int i = meaning.carried(); i < outputs.size(); i++) {
      TensorType element = outputs.get(i).tensor();
      long[] inner = element.shape().constants();
      long[] sizes = new long[inner.length + 1];
      sizes[0] = times;
      System.arraycopy(inner, 0, sizes, 1, inner.length);
      stacked.add(TensorData.zeros(element.dtype(), sizes));
    }
    return stacked;
  }

  private static TensorData slice(TensorData sequence, long at) {
    long[] sizes = sequence.sizes();
    long[] inner = Arrays.copyOfRange(sizes, 1, sizes.length);
    long bytes = sequence.elements() / sizes[0] * sequence.dtype().bytes();
    return new TensorData(sequence.dtype(), inner, sequence.data().asSlice(at * bytes, bytes));
  }

  private long number(Expr times) {
    if (times instanceof Expr.Const c) {
      return c.bits();
    }
    throw new IllegalStateException(operator + ": its number of steps is not known");
  }
}
