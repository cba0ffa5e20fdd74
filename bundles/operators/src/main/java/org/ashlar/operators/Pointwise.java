package org.ashlar.operators;

import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// What the pointwise operators of one, two and three arguments share.
final class Pointwise {
  private Pointwise() {}

  /// The operands at the result's own place.
  static List<Expr> operands(Arguments args) {
    return IntStream.range(0, args.count()).mapToObj(i -> args.read(i)).toList();
  }

  static Meaning.Pointwise meaning(Expr body) {
    return new Meaning.Pointwise(body);
  }

  static List<Type> infer(Arguments args, Expr body) {
    return List.of(new TensorType(body.dtype(), broadcast(args)));
  }

  static Shape broadcast(Arguments args) {
    return Sizes.broadcast(args.types().stream().map(TensorType::shape).toList())
        .orElseThrow(() -> args.wrong("shapes do not broadcast"));
  }
}
