package org.ashlar.ir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a program needs of whoever provides an operator: the operator, for some dtypes.
///
/// @param dtypes of the arguments that the calls are about; a bundle must know them all
public record Requirement(OperatorId id, Set<DType> dtypes) {
  public Requirement {
    dtypes = Set.copyOf(dtypes);
  }

  /// Those of a function, in the order of its calls, also of the functions that these carry.
  public static List<Requirement> of(Function function) {
    var needs = new LinkedHashMap<OperatorId, Set<DType>>();
    collect(function, needs);
    var all = new ArrayList<Requirement>();
    needs.forEach((id, dtypes) -> all.add(new Requirement(id, dtypes)));
    return all;
  }

  private static void collect(Function function, Map<OperatorId, Set<DType>> needs) {
    for (var value : Walk.order(function.outputs())) {
      var op = value.op();
      if (op instanceof Input || op instanceof Derived) {
        continue;
      }
      var dtypes = needs.computeIfAbsent(op.id(), id -> new TreeSet<>());
      value.args().stream()
          .map(Value::type)
          .filter(TensorType.class::isInstance)
          .map(type -> ((TensorType) type).dtype())
          .min((x, y) -> Integer.compare(rank(x), rank(y)))
          .ifPresent(dtypes::add);
      for (var attribute : Attributes.of(op).values()) {
        if (attribute instanceof Function inside) {
          collect(inside, needs);
        }
      }
    }
  }

  /// A call is about its floats, else its whole numbers, else its truths.
  private static int rank(DType dtype) {
    return switch (dtype.kind()) {
      case FLOAT, COMPLEX, STRING -> 0;
      case SIGNED, UNSIGNED -> 1;
      case BOOL -> 2;
    };
  }

  /// Whether a bundle that says this has what is needed; what it does not say about dtypes is no
  /// hindrance.
  public boolean isMetBy(Capability capability) {
    return capability.id().equals(id)
        && (capability.dtypes().isEmpty() || capability.dtypes().containsAll(dtypes));
  }

  /// As OSGi says it: `(&(ashlar.operator=gelu)(domain=)(version=1)(dtypes=f32))`.
  public String filter() {
    return "(&("
        + Capability.NAMESPACE
        + "="
        + id.name()
        + ")(domain="
        + id.domain()
        + ")(version="
        + id.version()
        + ")"
        + dtypes.stream()
            .sorted()
            .map(dtype -> "(dtypes=" + dtype + ")")
            .collect(Collectors.joining())
        + ")";
  }
}
