package org.ashlar.operators.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Scan;

/// Attention without a softmax, as a recurrence: a state `S` takes in each key with its value, and
/// a query reads it, `y[t] = scale · S[t]ᵀ q[t]` with `S[t] = g[t] S[t-1] + β[t] k[t] ⊗ (v[t] -
/// (g[t] S[t-1])ᵀ k[t])`, `g = exp(decay)` (ONNX `LinearAttention`; Katharopoulos et al. 2020,
/// arXiv:2006.16236; Yang, Kautz and Hatamizadeh 2024, arXiv:2412.06464).
///
/// Arguments: queries `[b, heads, t, d]`, keys `[b, groups, t, d]`, values `[b, groups, t, e]`,
/// then what is `given`. Results: `y[b, heads, t, e]`, and the last state `[b, groups, d, e]`.
/// Floats of one dtype; narrow ones are computed in `f32`. The groups divide the heads.
///
/// @param delta whether what the state says of the key is taken off the value first; without it the
///   value goes in as it is
/// @param scale 0 for `1 / √d`
/// @param given the arguments after the values
public record LinearAttention(boolean delta, double scale, List<Given> given) implements Operator {
  /// An argument that linear attention can do without. Those that are given follow the values, in
  /// this order.
  public enum Given {
    /// `[b, groups, d, e]`: the state before the first step; else 0.
    STATE,
    /// `[b, groups, t, d]`, or 1 in place of d or of the groups: the logarithm of what stays of the
    /// state; else 0.
    DECAY,
    /// `[b, groups, t, 1]`, or 1 in place of the groups: how much of a key goes in; else 1.
    BETA
  }

  public LinearAttention {
    given = List.copyOf(given);
    if (!given.stream().distinct().sorted().toList().equals(given)) {
      throw new IllegalArgumentException(
          "linearattention: arguments are given once, in the order "
              + List.of(Given.values())
              + ": not "
              + given);
    }
  }

  public LinearAttention() {
    this(false, 0, List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    int count = 3 + given.size();
    var a = Arguments.of(this, args, count).sameDtypes().floats();
    var heads = Heads.of(new Arguments(name(), a.types().subList(0, 3)), 3);
    a.require(a.get(0).size(2).equals(a.get(1).size(2)), "queries and keys differ in places");
    var state = state(a);
    for (var what : given) {
      var type = a.get(at(what));
      var sizes =
          switch (what) {
            case STATE -> state;
            case DECAY -> a.get(1).shape();
            case BETA ->
                new Shape(List.of(state.size(0), state.size(1), a.get(1).size(2), Expr.of(1)));
          };
      boolean fits =
          what == Given.STATE
              ? type.shape().equals(sizes)
              : type.rank() == 4
                  && type.size(2).equals(sizes.size(2))
                  && Sizes.broadcast(List.of(sizes, type.shape()))
                      .filter(sizes::equals)
                      .isPresent();
      a.require(fits, what + " must be " + sizes);
    }
    return List.of(heads.result(), new TensorType(a.dtype(0), state));
  }

  private int at(Given what) {
    return 3 + given.indexOf(what);
  }

  private static Shape state(Arguments a) {
    return new Shape(
        List.of(a.get(1).size(0), a.get(1).size(1), a.get(1).size(3), a.get(2).size(3)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 3 + given.size());
    var wide = a.dtype(0).accumulator();
    return Compose.all(
        name(),
        args,
        v -> {
          var graph = v.getFirst().graph();
          var state = new TensorType(wide, state(a));
          var arguments = new ArrayList<Value>();
          arguments.add(
              given.contains(Given.STATE)
                  ? Heads.wide(v.get(at(Given.STATE)))
                  : Build.fill(graph, state, 0));
          var sequences = new ArrayList<>(v.subList(0, 3));
          given.stream().filter(g -> g != Given.STATE).forEach(g -> sequences.add(v.get(at(g))));
          sequences.forEach(s -> arguments.add(Build.transpose(Heads.wide(s), 2, 0, 1, 3)));
          var step = step(state, arguments.subList(1, arguments.size()));
          var results = graph.applyAll(new Scan(step, 1, sequences.size(), 0, false), arguments);
          return List.of(
              Build.cast(Build.transpose(results.get(1), 1, 2, 0, 3), a.dtype(0)),
              Build.cast(results.get(0), a.dtype(0)));
        });
  }

  /// One step: the state after it, and what the query reads.
  private Function step(TensorType state, List<Value> sequences) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    inputs.add(graph.input("t", TensorType.of(DType.I64)));
    inputs.add(graph.input("state", state));
    var names = new ArrayList<>(List.of("q", "k", "v"));
    given.stream()
        .filter(g -> g != Given.STATE)
        .forEach(g -> names.add(g.name().toLowerCase(Locale.ROOT)));
    for (int i = 0; i < sequences.size(); i++) {
      var sizes = sequences.get(i).tensor().shape().sizes();
      var element = new Shape(sizes.subList(1, 4));
      inputs.add(graph.input(names.get(i), new TensorType(state.dtype(), element)));
    }
    var before = inputs.get(1);
    var kept =
        named(inputs, names, "decay")
            .map(g -> Build.mul(before, Build.unsqueeze(Build.exp(g), 3)))
            .orElse(before);
    var key = inputs.get(3);
    var value = Build.unsqueeze(inputs.get(4), 2);
    var told = Build.matmul(Build.unsqueeze(key, 2), kept);
    var news = delta ? Build.sub(value, told) : value;
    var taken = named(inputs, names, "beta").map(b -> Build.mul(news, Build.unsqueeze(b, 2)));
    var after = Build.add(kept, Build.mul(Build.unsqueeze(key, 3), taken.orElse(news)));
    var read = read(inputs.get(2), after);
    return new Function("linearattention_step", inputs, List.of(after, read), List.of("next", "y"));
  }

  /// The state's answer, `[b, heads, e]`: the heads of a group read one state.
  private Value read(Value query, Value state) {
    var q = query.tensor();
    var s = state.tensor();
    var each = Sizes.floorDiv(q.size(1), s.size(1));
    var grouped = Build.reshape(query, new Shape(List.of(q.size(0), s.size(1), each, q.size(2))));
    var y = Build.matmul(grouped, state);
    var all = Build.reshape(y, new Shape(List.of(q.size(0), q.size(1), s.size(3))));
    return scale != 0
        ? Build.mul(all, scale)
        : Build.div(all, Build.sqrt(Build.size(query.graph(), q.dtype(), q.size(2))));
  }

  private static Optional<Value> named(List<Value> inputs, List<String> names, String name) {
    int at = names.indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(inputs.get(at + 2));
  }
}
