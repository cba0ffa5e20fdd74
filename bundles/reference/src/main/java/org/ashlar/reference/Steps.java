package org.ashlar.reference;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// The steps of a repeated function, one after the other.
///
/// @param times how many; empty: until the condition is false
record Steps(Meaning.Repeated meaning, Optional<Long> times) {
  /// @param body computes one step
  List<Numbers> run(List<Numbers> args, UnaryOperator<List<Numbers>> body) {
    int carried = meaning.carried();
    var sequences = args.subList(carried, carried + meaning.sequences());
    var constants = args.subList(carried + meaning.sequences(), args.size());
    sequences.forEach(this::fit);
    var state = List.copyOf(args.subList(0, carried));
    var stacks = new ArrayList<Stack>();
    for (long step = 0; goesOn(step, state); step++) {
      long at = meaning.reverse() ? times.orElseThrow() - 1 - step : step;
      var given = new ArrayList<Numbers>();
      given.add(Numbers.exact(number(step)));
      given.addAll(state);
      sequences.forEach(s -> given.add(element(s, at)));
      given.addAll(constants);
      var results = body.apply(given);
      state = results.subList(0, carried);
      for (int i = carried; i < results.size(); i++) {
        if (step == 0) {
          stacks.add(Stack.of(times.orElseThrow(), results.get(i).data()));
        }
        stacks.get(i - carried).put(at, results.get(i));
      }
    }
    var results = new ArrayList<>(state);
    for (int i = 0; i < meaning.stacked(); i++) {
      results.add(stacks.isEmpty() ? empty(i) : stacks.get(i).numbers());
    }
    return results;
  }

  private boolean goesOn(long step, List<Numbers> state) {
    return times.filter(n -> step >= n).isEmpty()
        && (!meaning.conditional() || state.getFirst().data().bits(0) != 0);
  }

  private void fit(Numbers sequence) {
    if (sequence.data().sizes()[0] != times.orElseThrow()) {
      throw new IllegalArgumentException(
          "repeated: " + times.get() + " steps over a sequence " + sequence.data());
    }
  }

  private static TensorData number(long step) {
    var number = TensorData.zeros(DType.I64);
    number.set(0, step);
    return number;
  }

  private static Numbers element(Numbers sequence, long at) {
    var data = sequence.data();
    long[] sizes = data.sizes();
    long[] inner = Arrays.copyOfRange(sizes, 1, sizes.length);
    long elements = data.elements() / sizes[0];
    long bytes = elements * data.dtype().bytes();
    var element = new TensorData(data.dtype(), inner, data.data().asSlice(at * bytes, bytes));
    var magnitude = sequence.magnitude();
    if (magnitude.length > 0) {
      int from = Math.toIntExact(at * elements);
      magnitude = Arrays.copyOfRange(magnitude, from, from + Math.toIntExact(elements));
    }
    return new Numbers(element, magnitude, sequence.terms());
  }

  /// A stacked result where no step ran.
  private Numbers empty(int stacked) {
    var type = (TensorType) meaning.body().outputs().get(meaning.carried() + stacked).type();
    return Stack.of(times.orElseThrow(), TensorData.zeros(type.dtype(), type.shape().constants()))
        .numbers();
  }

  /// What the steps made so far of one stacked result.
  private static final class Stack {
    private final TensorData data;
    private final long elements;
    private double[] magnitude = new double[0];
    private long terms = 1;

    private Stack(TensorData data, long elements) {
      this.data = data;
      this.elements = elements;
    }

    static Stack of(long times, TensorData element) {
      long[] inner = element.sizes();
      long[] sizes = new long[inner.length + 1];
      sizes[0] = times;
      System.arraycopy(inner, 0, sizes, 1, inner.length);
      return new Stack(TensorData.zeros(element.dtype(), sizes), element.elements());
    }

    void put(long at, Numbers element) {
      long bytes = elements * data.dtype().bytes();
      MemorySegment.copy(element.data().data(), 0, data.data(), at * bytes, bytes);
      terms = Math.max(terms, element.terms());
      if (element.magnitude().length > 0) {
        if (magnitude.length == 0) {
          magnitude = new double[Math.toIntExact(data.elements())];
        }
        System.arraycopy(
            element.magnitude(),
            0,
            magnitude,
            Math.toIntExact(at * elements),
            Math.toIntExact(elements));
      }
    }

    Numbers numbers() {
      return new Numbers(data, magnitude, terms);
    }
  }
}
