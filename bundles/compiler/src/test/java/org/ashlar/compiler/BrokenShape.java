package org.ashlar.compiler;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;

/// Its shape rule was compiled against something that is not there.
public record BrokenShape() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    throw new NoSuchMethodError("'org.ashlar.ir.Shape org.ashlar.ir.Shape.squeeze()'");
  }

  @Override
  public Meaning meaning(List<Type> args) {
    throw new IllegalStateException("never asked");
  }
}
