package org.ashlar.operators.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.create.Fill;

/// The argument itself, for what is computed a second time: `y = a`, not before the others are
/// there.
///
/// Arguments: any tensor, then any number of others, which are waited for and not read. What is
/// computed from it is another value than what was computed from the argument, so no two are taken
/// for one; no rule removes it. A compiler that recomputes instead of keeping puts it in; it costs
/// nothing where it is fused. The gradient goes to the first argument.
public record Again() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 1, Integer.MAX_VALUE);
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 1, Integer.MAX_VALUE);
    var at = Sizes.indices("i", a.rank(0));
    return Meaning.Indexed.of(at, a.read(0, at));
  }

  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var parts = new ArrayList<>(dy);
    for (var after : call.args().subList(1, call.args().size())) {
      var type = after.tensor();
      parts.add(call.graph().apply(new Fill(type.dtype(), 0, type.shape())));
    }
    return Optional.of(parts);
  }
}
