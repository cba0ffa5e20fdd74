package org.ashlar.onnx.translate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Value;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.FunctionProto;

/// The names that nodes of one graph see: their own, and those of the graphs around it.
final class Scope {
  final Frame frame;
  final Optional<Scope> around;

  /// The versions imported, by domain: the model's, or a function's own.
  final Map<String, Long> opsets;

  /// What a function's attributes are in this call of it.
  final Map<String, AttributeProto> attributes;

  /// The functions that stand open around this scope, outermost first: one may not call itself.
  final List<FunctionProto> calls;

  private final Map<String, Term> terms = new HashMap<>();

  /// Inputs of a function that its call leaves out.
  private final Set<String> absent = new HashSet<>();

  private Scope(
      Frame frame,
      Optional<Scope> around,
      Map<String, Long> opsets,
      Map<String, AttributeProto> attributes,
      List<FunctionProto> calls) {
    this.frame = frame;
    this.around = around;
    this.opsets = opsets;
    this.attributes = attributes;
    this.calls = calls;
  }

  /// Of a model's graph.
  static Scope of(Frame frame, Map<String, Long> opsets) {
    return new Scope(frame, Optional.empty(), opsets, Map.of(), List.of());
  }

  /// Of a graph inside this one, whose values belong to `frame`.
  Scope inside(Frame frame) {
    return new Scope(frame, Optional.of(this), opsets, attributes, calls);
  }

  /// Of a function's body, which sees nothing but its arguments.
  Scope called(
      Map<String, Long> opsets, Map<String, AttributeProto> attributes, List<FunctionProto> calls) {
    return new Scope(frame, Optional.empty(), opsets, attributes, calls);
  }

  void put(String name, Term term) {
    if (!name.isEmpty()) {
      terms.put(name, term);
    }
  }

  /// The names that are tensors of the program.
  Map<String, Value> values() {
    var values = new HashMap<String, Value>();
    terms.forEach((name, term) -> {
      if (term instanceof Term.Tensor(var value)) {
        values.put(name, value);
      }
    });
    return values;
  }

  void leaveOut(String name) {
    absent.add(name);
  }

  /// Whether a name is that of an input that a function's call leaves out.
  boolean isAbsent(String name) {
    return absent.contains(name)
        || !terms.containsKey(name) && around.filter(s -> s.isAbsent(name)).isPresent();
  }

  /// What a name stands for in this graph itself.
  Optional<Term> findOwn(String name) {
    return Optional.ofNullable(terms.get(name));
  }

  /// What a name stands for, as this scope's frame sees it.
  Optional<Term> find(String name) {
    var own = terms.get(name);
    if (own != null) {
      return Optional.of(own);
    }
    return around.flatMap(s -> s.find(name).map(term -> frame.seen(term, s.frame)));
  }
}
