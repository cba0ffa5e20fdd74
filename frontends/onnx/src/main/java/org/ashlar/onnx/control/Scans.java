package org.ashlar.onnx.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Scan;
import org.ashlar.operators.move.Flip;

/// Scans: sequences are brought to dimension 0 and forward, and what is stacked back again.
public final class Scans {
  private Scans() {}

  public static void register(Translations into) {
    into.add("Scan", Scans::scan, 9, 11, 16, 19, 21, 23, 24, 25).add("Scan", BatchedScan::scan, 8);
  }

  private static List<Term> scan(Call call) {
    return call.either(Scans::open, Scans::unrolled);
  }

  private static int sequences(Call call) {
    long count = call.whole("num_scan_inputs", 0);
    if (count < 1 || count > call.inputs()) {
      throw call.refuse(
          "num_scan_inputs must be from 1 to the " + call.inputs() + " inputs: " + count);
    }
    return Math.toIntExact(count);
  }

  /// Sequences as the body's steps meet them: along dimension 0, first step first.
  private static List<Value> prepared(Call call, int states) {
    var axes = call.wholes("scan_input_axes");
    var directions = call.wholes("scan_input_directions");
    var sequences = new ArrayList<Value>();
    for (int i = states; i < call.inputs(); i++) {
      var value = call.value(i);
      int axis = axis(call, axes, i - states, value.tensor().rank());
      value = moved(value, axis, 0);
      sequences.add(turned(value, directions, i - states));
    }
    return sequences;
  }

  private static int axis(Call call, List<Long> axes, int i, int rank) {
    long axis = i < axes.size() ? axes.get(i) : 0;
    if (axis < -rank || axis >= rank) {
      throw call.refuse("axis " + axis + " is outside a tensor of " + rank + " dimensions");
    }
    return Math.toIntExact(axis < 0 ? axis + rank : axis);
  }

  private static Value turned(Value value, List<Long> directions, int i) {
    return i < directions.size() && directions.get(i) == 1
        ? Build.apply(new Flip(List.of(0L)), value)
        : value;
  }

  /// One dimension at another place, the others in order.
  private static Value moved(Value value, int from, int to) {
    if (from == to) {
      return value;
    }
    var order = new ArrayList<>(LongStream.range(0, value.tensor().rank()).boxed().toList());
    order.add(to, order.remove(from));
    return Build.transpose(value, order.stream().mapToLong(Long::longValue).toArray());
  }

  private static List<Term> finished(Call call, List<Value> results, int states) {
    var axes = call.wholes("scan_output_axes");
    var directions = call.wholes("scan_output_directions");
    var outputs = new ArrayList<Value>(results.subList(0, states));
    for (int i = states; i < results.size(); i++) {
      var value = turned(results.get(i), directions, i - states);
      outputs.add(moved(value, 0, axis(call, axes, i - states, value.tensor().rank())));
    }
    return Term.of(outputs);
  }

  private static Type element(Value sequence) {
    var t = sequence.tensor();
    return new TensorType(t.dtype(), new Shape(t.shape().sizes().subList(1, t.rank())));
  }

  private static List<Term> open(Call call) {
    int states = call.inputs() - sequences(call);
    var arguments = new ArrayList<Value>();
    var types = new ArrayList<Type>();
    for (int i = 0; i < states; i++) {
      arguments.add(call.value(i));
      types.add(arguments.getLast().type());
    }
    for (var sequence : prepared(call, states)) {
      arguments.add(sequence);
      types.add(element(sequence));
    }
    var body = call.body("body").body(types, Map.of());
    var results = body.values();
    var length = arguments.get(states).tensor().size(0);
    for (int i = 0; i < states; i++) {
      if (!results.get(i).type().equals(types.get(i))) {
        throw call.refuse("its step makes " + results.get(i).type() + " of " + types.get(i));
      }
    }
    if (Sizes.is(length, 0)) {
      var all = new ArrayList<>(arguments.subList(0, states));
      for (var element : results.subList(states, results.size())) {
        all.add(Loops.empty(call, element.tensor()));
      }
      return finished(call, all, states);
    }
    var first = new ArrayList<Value>();
    first.add(body.input("t", TensorType.of(DType.I64)));
    first.addAll(body.inputs());
    var captures = body.captured(results);
    arguments.addAll(captures);
    var scan = new Scan(body.close(first, captures, results), states, sequences(call), 0, false);
    return finished(call, call.graph().applyAll(scan, arguments), states);
  }

  /// Step after step written out.
  private static List<Term> unrolled(Call call) {
    int states = call.inputs() - sequences(call);
    var sequences = prepared(call, states);
    var carried = new ArrayList<Term>();
    for (int i = 0; i < states; i++) {
      carried.add(call.term(i));
    }
    var length = call.known(Term.Sizes.of(List.of(sequences.getFirst().tensor().size(0)))).bits(0);
    var results = steps(call, carried, sequences, length);
    return finished(call, results, states);
  }

  /// The states after so many steps, and what was stacked.
  static List<Value> steps(Call call, List<Term> states, List<Value> sequences, long length) {
    var body = call.body("body");
    var carried = new ArrayList<>(states);
    var stacked = new ArrayList<List<Value>>();
    for (int i = states.size(); i < body.outputs(); i++) {
      stacked.add(new ArrayList<>());
    }
    for (long step = 0; step < length; step++) {
      var arguments = new ArrayList<>(carried);
      for (var sequence : sequences) {
        arguments.add(new Term.Tensor(at(sequence, step)));
      }
      var results = body.inline(arguments);
      for (int i = 0; i < results.size(); i++) {
        if (i < carried.size()) {
          carried.set(i, results.get(i));
        } else {
          stacked.get(i - carried.size()).add(call.lift(results.get(i)));
        }
      }
    }
    var all = new ArrayList<Value>();
    carried.forEach(term -> all.add(call.lift(term)));
    for (var parts : stacked) {
      if (parts.isEmpty()) {
        throw call.refuse("needs one step or more");
      }
      all.add(Unrolled.stack(parts, 0));
    }
    return all;
  }

  /// An element of a tensor along dimension 0.
  static Value at(Value value, long place) {
    var sizes = new ArrayList<>(value.tensor().shape().sizes());
    var starts = new ArrayList<>(java.util.Collections.nCopies(sizes.size(), 0L));
    starts.set(0, place);
    sizes.set(0, Expr.of(1));
    var part =
        Build.apply(
            new org.ashlar.operators.move.Slice(starts, new Shape(sizes), List.of()), value);
    return Build.reshape(part, new Shape(sizes.subList(1, sizes.size())));
  }
}
