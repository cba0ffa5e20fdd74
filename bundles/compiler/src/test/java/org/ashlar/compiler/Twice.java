package org.ashlar.compiler;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;

/// `2 · x`.
public record Twice() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    return args;
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return new Meaning.Pointwise(new Expr.Read(new Operand(0, DType.F32), List.of()).times(2));
  }
}
