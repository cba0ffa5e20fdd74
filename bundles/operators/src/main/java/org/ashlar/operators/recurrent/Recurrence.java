package org.ashlar.operators.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Scan;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.move.Slice;

/// What a recurrent layer means: for each direction one product for the inputs of the whole
/// sequence, then a scan of the cell; elements beyond a sequence's length leave the states as they
/// are.
final class Recurrence {
  private final RecurrentOperator op;
  private final RecurrentTypes types;

  Recurrence(RecurrentOperator op, RecurrentTypes types) {
    this.op = op;
    this.types = types;
  }

  Meaning.Composed meaning(List<Type> args) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    for (var type : args) {
      inputs.add(graph.input("a" + inputs.size(), type));
    }
    var x = op.batchFirst() ? Build.transpose(inputs.getFirst(), 1, 0, 2) : inputs.getFirst();
    var mask = given(inputs, Given.LENGTHS).map(this::mask);
    var all = new ArrayList<List<Value>>();
    for (int d = 0; d < op.direction().count(); d++) {
      all.add(direction(d, x, inputs, mask));
    }
    var outputs = new ArrayList<Value>();
    outputs.add(stacked(all, op.states(), 1, List.of(2L, 0L, 1L, 3L)));
    for (int i = 0; i < op.states(); i++) {
      outputs.add(stacked(all, i, 0, List.of(1L, 0L, 2L)));
    }
    return new Meaning.Composed(Function.of(op.name(), inputs, outputs));
  }

  private Optional<Value> given(List<Value> inputs, Given given) {
    return types.has(given) ? Optional.of(inputs.get(types.at(given))) : Optional.empty();
  }

  /// `[sequence, batch]`: whether an element counts.
  private Value mask(Value lengths) {
    var whole = Build.cast(lengths, DType.I64);
    var at = new Iota(DType.I64, new Shape(List.of(types.length(), Expr.of(1))), 0);
    return Build.less(lengths.graph().apply(at), whole);
  }

  /// One result of all directions side by side.
  ///
  /// @param dimension where the directions stand
  /// @param batchFirst the order of dimensions where the batch comes first
  private Value stacked(List<List<Value>> all, int result, int dimension, List<Long> batchFirst) {
    var parts = all.stream().map(r -> Build.unsqueeze(r.get(result), dimension)).toList();
    var stacked =
        parts.size() == 1 ? parts.getFirst() : Build.concat(dimension, new ArrayList<>(parts));
    return op.batchFirst()
        ? Build.transpose(stacked, batchFirst.stream().mapToLong(Long::longValue).toArray())
        : stacked;
  }

  /// The last states, then every state given out.
  private List<Value> direction(int d, Value x, List<Value> inputs, Optional<Value> mask) {
    long width = op.gates() * types.hidden();
    var w = part(inputs.get(1), d);
    var r = Build.transpose(part(inputs.get(2), d), 1, 0);
    var ahead = Build.matmul(x, Build.transpose(w, 1, 0));
    Optional<Value> lastBias = Optional.empty();
    if (types.has(Given.BIAS)) {
      var bias = part(inputs.get(types.at(Given.BIAS)), d);
      long added = op.addsLastBias() ? width : width - types.hidden();
      ahead = Build.add(ahead, slice(bias, 0, width));
      var ofState = slice(bias, width, added);
      if (added < width) {
        lastBias = Optional.of(slice(bias, width + added, width - added));
        var rest = Build.fill(bias.graph(), types.tensor(width - added), 0);
        ofState = Build.concat(0, List.of(ofState, rest));
      }
      ahead = Build.add(ahead, ofState);
    }
    var peepholes = given(inputs, Given.PEEPHOLES).map(p -> part(p, d));
    var arguments = new ArrayList<Value>();
    for (int i = 0; i < op.states(); i++) {
      arguments.add(initial(inputs, d, i == 0 ? Given.INITIAL_H : Given.INITIAL_C));
    }
    arguments.add(ahead);
    mask.ifPresent(arguments::add);
    arguments.add(r);
    lastBias.ifPresent(arguments::add);
    peepholes.ifPresent(arguments::add);
    var body = body(d, mask.isPresent(), lastBias.isPresent(), peepholes.isPresent());
    int sequences = mask.isPresent() ? 2 : 1;
    return x.graph()
        .applyAll(
            new Scan(body, op.states(), sequences, 0, op.direction().isReverse(d)), arguments);
  }

  private Value initial(List<Value> inputs, int d, Given state) {
    var initial =
        given(inputs, state)
            .map(all -> part(op.batchFirst() ? Build.transpose(all, 1, 0, 2) : all, d));
    return initial.orElseGet(() -> Build.fill(inputs.getFirst().graph(), types.state(), 0));
  }

  /// One step of the cell as a function.
  private Function body(int d, boolean masked, boolean lastBias, boolean peepholes) {
    long width = op.gates() * types.hidden();
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    inputs.add(graph.input("t", TensorType.of(DType.I64)));
    var states = new ArrayList<Value>();
    for (int i = 0; i < op.states(); i++) {
      states.add(graph.input(i == 0 ? "h" : "c", types.state()));
    }
    inputs.addAll(states);
    var x = graph.input("x", types.tensor(types.batch(), width));
    inputs.add(x);
    var counts =
        graph.input("counts", new TensorType(DType.BOOL, new Shape(List.of(types.batch()))));
    if (masked) {
      inputs.add(counts);
    }
    var r = graph.input("r", types.tensor(types.hidden(), width));
    inputs.add(r);
    Optional<Value> last = Optional.empty();
    if (lastBias) {
      last = Optional.of(graph.input("bias", types.tensor(types.hidden())));
      inputs.add(last.get());
    }
    Optional<Value> peep = Optional.empty();
    if (peepholes) {
      peep = Optional.of(graph.input("peepholes", types.tensor(3 * types.hidden())));
      inputs.add(peep.get());
    }
    var next = op.next(new Step(op, types, d, states, x, r, last, peep));
    var outputs = new ArrayList<Value>();
    var column = Build.unsqueeze(counts, 1);
    for (int i = 0; i < next.size(); i++) {
      outputs.add(masked ? Build.where(column, next.get(i), states.get(i)) : next.get(i));
    }
    outputs.add(
        masked
            ? Build.where(column, next.getFirst(), Build.scalar(next.getFirst(), 0))
            : next.getFirst());
    var names = new ArrayList<>(List.of("next_h", "next_c").subList(0, op.states()));
    names.add("y");
    return new Function(op.name() + "_step", inputs, outputs, names);
  }

  /// What belongs to one direction: its part of dimension 0.
  private static Value part(Value all, int direction) {
    var type = all.tensor();
    var sizes = new ArrayList<>(type.shape().sizes());
    var inner = new Shape(sizes.subList(1, sizes.size()));
    sizes.set(0, Expr.of(1));
    var starts = new ArrayList<Long>();
    for (int i = 0; i < sizes.size(); i++) {
      starts.add(i == 0 ? direction : 0L);
    }
    var one = Build.apply(new Slice(starts, new Shape(sizes), List.of()), all);
    return Build.reshape(one, inner);
  }

  private static Value slice(Value vector, long from, long size) {
    return Build.apply(new Slice(List.of(from), Shape.of(size), List.of()), vector);
  }
}
