package org.ashlar.ir;

import java.util.List;

/// An operator that nobody provides now: keeps its text, so that a program still loads, prints and
/// says what it lacks.
///
/// @param attributes the text between the brackets, as it was read
public record Unknown(
    String domain, String name, int version, String attributes, List<Type> results)
    implements Operator {
  public Unknown {
    results = List.copyOf(results);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return results;
  }

  @Override
  public Meaning meaning(List<Type> args) {
    throw new IllegalStateException(id() + ": nobody provides this operator now");
  }
}
