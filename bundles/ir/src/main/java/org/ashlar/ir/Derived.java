package org.ashlar.ir;

import java.util.List;

/// An operator that is nothing but a meaning: what autodiff and rules make (the gradient of a
/// reduction, a merged reduction), with no name of its own.
///
/// @param label says where it comes from, for people: `d_conv`
public record Derived(String label, Meaning meaning, TensorType result) implements Operator {
  @Override
  public String name() {
    return "derived";
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(result);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return meaning;
  }
}
