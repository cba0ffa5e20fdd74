package org.ashlar.compiler;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;

/// Its meaning fails.
public record BrokenMeaning() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    return args;
  }

  @Override
  public Meaning meaning(List<Type> args) {
    throw new ArithmeticException("/ by zero");
  }
}
