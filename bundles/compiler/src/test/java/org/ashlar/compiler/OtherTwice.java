package org.ashlar.compiler;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;

/// {@link Twice} from another provider.
public record OtherTwice() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    return args;
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return new Twice().meaning(args);
  }

  @Override
  public String name() {
    return "twice";
  }
}
