package org.ashlar.operators.activation;

import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;
import org.ashlar.operators.Formula;

/// The gated unit of language models: `a · sigmoid(a) · b` (Shazeer 2020, arXiv:2002.05202).
///
/// Arguments: the gate `a` and `b`; floats of one dtype, broadcast.
public record SwiGlu() implements BinaryPointwiseOperator {
  @Override
  public void check(Arguments args) {
    args.sameDtypes().floats();
  }

  @Override
  public Expr body(Expr a, Expr b) {
    return Formula.of(a, w -> w.times(new Sigmoid().body(w)).times(b.cast(w.dtype())));
  }
}
