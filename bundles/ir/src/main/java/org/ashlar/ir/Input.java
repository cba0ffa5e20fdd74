package org.ashlar.ir;

import java.util.List;

/// The operator of a function's parameter: no arguments, a name and a type.
public record Input(String label, Type type) implements Operator {
  @Override
  public String name() {
    return "input";
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(type);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    throw new IllegalStateException("input " + label + ": a parameter has no meaning of its own");
  }
}
