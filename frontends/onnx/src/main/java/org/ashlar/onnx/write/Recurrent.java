package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.operators.recurrent.Activation;
import org.ashlar.operators.recurrent.Direction;
import org.ashlar.operators.recurrent.Given;
import org.ashlar.operators.recurrent.Gru;
import org.ashlar.operators.recurrent.Lstm;
import org.ashlar.operators.recurrent.Rnn;

/// Recurrent layers with standard activations; others are said as the scans that they are.
final class Recurrent {
  private Recurrent() {}

  static void register(Phrases into) {
    into.add(
            Lstm.class,
            (op, call, a, draft) ->
                layer(
                    new Layer(
                        op.direction(),
                        plain(op.activations(), op.batchFirst()),
                        op.clip(),
                        op.given()),
                    call,
                    a,
                    draft,
                    "LSTM",
                    flag("input_forget", op.coupled())))
        .add(
            Gru.class,
            (op, call, a, draft) ->
                layer(
                    new Layer(
                        op.direction(),
                        plain(op.activations(), op.batchFirst()),
                        op.clip(),
                        op.given()),
                    call,
                    a,
                    draft,
                    "GRU",
                    flag("linear_before_reset", op.linearBeforeReset())))
        .add(
            Rnn.class,
            (op, call, a, draft) ->
                layer(
                    new Layer(
                        op.direction(),
                        plain(op.activations(), op.batchFirst()),
                        op.clip(),
                        op.given()),
                    call,
                    a,
                    draft,
                    "RNN",
                    Optional.empty()));
  }

  /// What the three have in common.
  private record Layer(Direction direction, boolean plain, double clip, List<Given> given) {}

  private static boolean plain(List<Activation> activations, boolean batchFirst) {
    return activations.isEmpty() && !batchFirst;
  }

  private static Optional<AttributeProto> flag(String name, boolean value) {
    return value ? Optional.of(Attribute.of(name, true)) : Optional.empty();
  }

  private static Optional<List<String>> layer(
      Layer layer,
      Value call,
      List<String> arguments,
      Draft draft,
      String name,
      Optional<AttributeProto> more) {
    if (!layer.plain()
        || call.tensor().dtype() != DType.F32
        || !(call.arg(2).tensor().size(2) instanceof Expr.Const(_, long hidden))) {
      return Optional.empty();
    }
    var attributes = new ArrayList<AttributeProto>();
    attributes.add(Attribute.of("hidden_size", hidden));
    if (layer.direction() != Direction.FORWARD) {
      attributes.add(Attribute.of("direction", layer.direction().name().toLowerCase(Locale.ROOT)));
    }
    if (layer.clip() > 0) {
      attributes.add(Attribute.of("clip", layer.clip()));
    }
    more.ifPresent(attributes::add);
    return Optional.of(
        draft.nodes(
            name,
            call.results().size(),
            inputs(layer.given(), call, arguments, draft),
            attributes.toArray(AttributeProto[]::new)));
  }

  /// The weights, then what is given, each at its place; left out at the end is what is not.
  private static List<String> inputs(
      List<Given> given, Value call, List<String> arguments, Draft draft) {
    var inputs = new ArrayList<>(arguments.subList(0, 3));
    inputs.addAll(Collections.nCopies(Given.values().length, ""));
    for (int i = 0; i < given.size(); i++) {
      var name = arguments.get(3 + i);
      var dtype = call.arg(3 + i).tensor().dtype();
      boolean lengths = given.get(i) == Given.LENGTHS;
      inputs.set(
          3 + given.get(i).ordinal(),
          lengths ? new Scalars(draft).convert(dtype, DType.I32, name) : name);
    }
    while (inputs.getLast().isEmpty()) {
      inputs.removeLast();
    }
    return inputs;
  }
}
