package org.ashlar.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a bundle says in its manifest about an operator that it has, so that it can be found
/// without being started: an OSGi capability of the namespace `ashlar.operator`.
///
/// @param dtypes those of the argument that the operator is about; empty where they are not known
public record Capability(OperatorId id, Set<DType> dtypes) {
  public static final String NAMESPACE = "ashlar.operator";

  /// Small arguments that most operators take, `T` for the dtype that is tried.
  private static final List<String> TRIED =
      List.of(
          "T[2, 3]",
          "T[2, 3]; T[2, 3]",
          "T[2, 3]; T[3, 4]",
          "T[2, 3]; i64[2]",
          "bool[2, 3]; T[2, 3]; T[2, 3]",
          "T[2, 3]; T[3]; T[3]",
          "T[4, 3]; i64[2]; T[2, 3]",
          "T[4, 3]; i64[4, 3]",
          "T[4, 3]; i64[4, 3]; T[4, 3]",
          "T[2, 3, 4]",
          "T[2, 3, 4]; T[2, 3, 4]; T[2, 3, 4]",
          "T[1, 2, 4, 4]",
          "T[1, 2, 4, 4]; T[2]",
          "T[1, 2, 4, 4]; T[2]; T[2]",
          "T[1, 2, 4, 4]; T[2]; T[2]; T[2]; T[2]",
          "T[1, 2, 4, 4]; T[3, 2, 2, 2]",
          "T[1, 2, 4, 4]; T[2, 3, 2, 2]",
          "T[1, 2, 4, 4]; T[1, 2, 4, 4]; T[1, 2, 4, 4]",
          "T[1, 4, 4]; T[1, 2, 4]",
          "T[2]",
          "T[]",
          "T[]; i64[]");

  public Capability {
    dtypes = dtypes.isEmpty() ? Set.of() : Set.copyOf(dtypes);
  }

  /// An operator's, with the dtypes that it was seen to take.
  public static Capability of(Operator operator) {
    var dtypes = EnumSet.noneOf(DType.class);
    for (var dtype : DType.values()) {
      if (TRIED.stream().anyMatch(types -> takes(operator, types, dtype))) {
        dtypes.add(dtype);
      }
    }
    return new Capability(operator.id(), dtypes);
  }

  /// What a manifest says of one operator.
  ///
  /// @param attributes of a capability of this namespace
  public static Capability of(Map<String, ?> attributes) {
    var dtypes = EnumSet.noneOf(DType.class);
    if (attributes.get("dtypes") instanceof Collection<?> told) {
      told.forEach(name -> dtypes.add(DType.of(String.valueOf(name))));
    }
    var version = String.valueOf(attributes.get("version"));
    return new Capability(
        new OperatorId(
            String.valueOf(attributes.get("domain")),
            String.valueOf(attributes.get(NAMESPACE)),
            Integer.parseInt(version.split("\\.", 2)[0])),
        dtypes);
  }

  /// The capabilities of operators as a header of a manifest, `Provide-Capability`; for build
  /// tools.
  ///
  /// @param loader knows the classes
  /// @param names of classes with a public constructor without parameters
  /// @throws IllegalArgumentException when a class cannot be loaded or made
  public static String header(ClassLoader loader, Collection<String> names) {
    var clauses = new ArrayList<String>();
    for (var name : names) {
      try {
        var made = loader.loadClass(name).getConstructor().newInstance();
        clauses.add(of((Operator) made).clause());
      } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
        throw new IllegalArgumentException("capability of " + name + ": " + e, e);
      }
    }
    return String.join(",", clauses);
  }

  ///
  /// `ashlar.operator;ashlar.operator=gelu;domain="";version:Version=1;dtypes:List<String>="f16,f32"`
  public String clause() {
    return NAMESPACE
        + ";"
        + NAMESPACE
        + "="
        + id.name()
        + ";domain=\""
        + id.domain()
        + "\";version:Version="
        + id.version()
        + (dtypes.isEmpty() ? "" : ";dtypes:List<String>=\"" + names() + "\"");
  }

  private String names() {
    return dtypes.stream().sorted().map(DType::toString).collect(Collectors.joining(","));
  }

  private static boolean takes(Operator operator, String types, DType dtype) {
    try {
      var all =
          Arrays.stream(types.replace("T", dtype.toString()).split("; ")).map(Parse::type).toList();
      operator.infer(all);
      operator.meaning(all);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
