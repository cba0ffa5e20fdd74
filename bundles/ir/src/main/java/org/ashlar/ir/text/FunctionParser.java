package org.ashlar.ir.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;
import org.ashlar.ir.Vocabulary;

/// Reads functions into a new graph, the reverse of {@link FunctionText}.
///
/// Types after a call are checked against the inferred ones; an operator that the vocabulary does
/// not know takes them as they stand, and keeps the text of its attributes.
public final class FunctionParser extends MeaningParser {
  private static final TensorType NOTHING = TensorType.of(DType.F32);

  /// Operators of this package, which are part of every vocabulary.
  private static final Vocabulary OWN =
      Vocabulary.of(
          List.of(
              new Input("", NOTHING),
              new Derived("", new Meaning.Pointwise(Expr.of(DType.F32, 0)), NOTHING)));

  private final Vocabulary vocabulary;

  public FunctionParser(String source, Scope scope, Vocabulary vocabulary) {
    super(source, scope);
    this.vocabulary = vocabulary;
  }

  /// A call's results, before they are made.
  private record Names(List<Token> names) {}

  @Override
  public Function function() {
    expect("function");
    var name = name("the function's name");
    var graph = new Graph();
    var values = new LinkedHashMap<String, Value>();
    expect("(");
    var inputs = list(")", () -> input(graph, values));
    expect("->");
    expect("(");
    var outputs = new LinkedHashMap<String, Token>();
    list(")", () -> output(outputs));
    expect("{");
    while (!sees("}")) {
      call(graph, values);
    }
    var results = new ArrayList<Value>();
    outputs.values().forEach(token -> results.add(value(values, token)));
    expect("}");
    return new Function(name, inputs, results, List.copyOf(outputs.keySet()));
  }

  private Value input(Graph graph, Map<String, Value> values) {
    var token = peek();
    var label = name("an input's name");
    expect(":");
    var type = type();
    var value = graph.input(label, type);
    if (values.put(label, value) != null) {
      throw error(token, "two inputs are named " + token.shown());
    }
    return value;
  }

  /// `y` or `y = v1`.
  private String output(Map<String, Token> outputs) {
    var token = peek();
    var name = name("an output's name");
    var value = accept("=") ? peek() : token;
    if (value != token) {
      name("a value");
    }
    if (outputs.put(name, value) != null) {
      throw error(token, "two outputs are named " + token.shown());
    }
    return name;
  }

  private void call(Graph graph, Map<String, Value> values) {
    var names =
        new Names(
            list(() -> {
              var token = peek();
              name("a value or '}'");
              return token;
            }));
    expect("=");
    var where = peek();
    var id = operatorId();
    var specimen = vocabulary.find(id).or(() -> OWN.find(id));
    var raw = "";
    Map<String, Object> attributes = Map.of();
    if (accept("[")) {
      if (specimen.isPresent()) {
        attributes = attributes(specimen.get(), where);
      } else {
        raw = skipTo("]");
      }
    }
    expect("(");
    var args =
        list(
            ")",
            () -> {
              var token = peek();
              name("a value");
              return value(values, token);
            });
    List<Type> declared = accept(":") ? list(this::type) : List.of();
    if (specimen.isEmpty() && declared.isEmpty()) {
      throw error(
          where,
          id
              + ": nobody provides this operator now, so the types of its results must stand after ':'");
    }
    var told = attributes;
    var text = raw;
    var results =
        made(
            where,
            () -> {
              var op =
                  specimen
                      .map(s -> Attributes.with(s, told))
                      .orElseGet(
                          () -> new Unknown(id.domain(), id.name(), id.version(), text, declared));
              return graph.applyAll(op, args);
            });
    bind(values, names, results, declared);
  }

  private static void bind(
      Map<String, Value> values, Names names, List<Value> results, List<Type> declared) {
    var first = names.names().getFirst();
    if (names.names().size() != results.size()) {
      throw error(
          first, results.size() + " results are made, " + names.names().size() + " are named");
    }
    if (!declared.isEmpty() && declared.size() != results.size()) {
      throw error(
          first, results.size() + " results are made, " + declared.size() + " types are declared");
    }
    for (int i = 0; i < results.size(); i++) {
      var name = names.names().get(i);
      var value = results.get(i);
      if (!declared.isEmpty() && !declared.get(i).equals(value.type())) {
        throw error(
            name,
            name.text()
                + ": declared as "
                + declared.get(i)
                + ", "
                + value.op().name()
                + " gives "
                + value.type());
      }
      if (values.put(name.text(), value) != null) {
        throw error(name, "two values are named " + name.shown());
      }
    }
  }

  private static Value value(Map<String, Value> values, Token token) {
    var value = values.get(token.text());
    if (value == null) {
      throw error(
          token,
          "unknown value "
              + token.shown()
              + "; known here: "
              + String.join(", ", new TreeSet<>(values.keySet())));
    }
    return value;
  }

  /// `domain.name@2`.
  private OperatorId operatorId() {
    var name = name("an operator");
    int dot = name.lastIndexOf('.');
    int version = accept("@") ? (int) integer("the operator's version") : 1;
    return new OperatorId(name.substring(0, Math.max(0, dot)), name.substring(dot + 1), version);
  }

  private Map<String, Object> attributes(Operator specimen, Token where) {
    var kinds = made(where, () -> Attributes.kinds(specimen));
    var attributes = new HashMap<String, Object>();
    list(
        "]",
        () -> {
          var token = peek();
          var name = name("an attribute");
          var kind = kinds.get(name);
          if (kind == null) {
            throw error(
                token,
                specimen.name()
                    + ": has no attribute "
                    + name
                    + "; "
                    + (kinds.isEmpty()
                        ? "it has none"
                        : "it has " + String.join(", ", kinds.keySet())));
          }
          expect("=");
          if (attributes.put(name, attribute(kind)) != null) {
            throw error(token, specimen.name() + ": attribute " + name + " stands twice");
          }
          return name;
        });
    return attributes;
  }

  private Object attribute(Attributes.Kind kind) {
    return switch (kind) {
      case Attributes.Kind.Plain(var type) -> plain(type);
      case Attributes.Kind.OptionalOf(var element) ->
          accept("none") ? Optional.empty() : Optional.of(attribute(element));
      case Attributes.Kind.ListOf(var element) -> {
        expect("[");
        yield list("]", () -> attribute(element));
      }
    };
  }

  private Object plain(Class<?> type) {
    if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
      return integer("a whole number");
    }
    if (type == double.class || type == Double.class) {
      return real("a number");
    }
    if (type == float.class || type == Float.class) {
      return (float) real("a number");
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth();
    }
    if (type == String.class) {
      return string("a string");
    }
    if (type.isEnum()) {
      return constant(type);
    }
    if (type == Function.class) {
      return nested(this::function);
    }
    if (type == Meaning.class) {
      return nested(this::meaning);
    }
    return type == Reducer.class
        ? reducer()
        : type == Shape.class
            ? shape()
            : type == Axis.class ? axis() : Type.class.isAssignableFrom(type) ? type() : expr();
  }

  private boolean truth() {
    if (!sees("true") && !sees("false")) {
      throw expected("true or false");
    }
    return next().is("true");
  }

  private Object constant(Class<?> type) {
    var token = peek();
    for (var constant : type.getEnumConstants()) {
      if (accept(lower(constant))) {
        return constant;
      }
    }
    throw error(
        token,
        "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(FunctionParser::lower)
                .collect(Collectors.joining(", "))
            + " expected, found "
            + token.shown());
  }

  private static String lower(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }
}
