package org.ashlar.ir.text;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Source;

/// The names that an expression may use: indices, sizes and locals on one hand, sources on the
/// other. The innermost binding of a name counts.
public final class Scope {
  private final Map<String, Expr> names = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();

  /// Binds an {@link Expr.Index}, {@link Expr.Size} or {@link Expr.Local}; gives what the name
  /// meant before.
  public Optional<Expr> bind(String name, Expr e) {
    return Optional.ofNullable(names.put(name, e));
  }

  /// Ends a binding.
  public void restore(String name, Optional<Expr> before) {
    before.ifPresentOrElse(e -> names.put(name, e), () -> names.remove(name));
  }

  public Optional<Source> bind(Source source) {
    return Optional.ofNullable(sources.put(source.name(), source));
  }

  /// Ends the binding of a source.
  public void restore(Source source, Optional<Source> before) {
    before.ifPresentOrElse(s -> sources.put(s.name(), s), () -> sources.remove(source.name()));
  }

  Optional<Expr> name(String name) {
    return Optional.ofNullable(names.get(name));
  }

  Optional<Source> source(String name) {
    return Optional.ofNullable(sources.get(name));
  }

  /// The names, for messages.
  String known() {
    var all = new TreeSet<String>(names.keySet());
    all.addAll(sources.keySet());
    return all.isEmpty() ? "no name is known here" : "known here: " + String.join(", ", all);
  }
}
