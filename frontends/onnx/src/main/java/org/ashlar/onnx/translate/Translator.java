package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Unknown;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.load.Tensors;
import org.ashlar.onnx.load.Types;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.FunctionProto;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.NodeProto;
import org.ashlar.onnx.schema.OperatorSetIdProto;
import org.ashlar.onnx.schema.TensorProto;
import org.ashlar.onnx.schema.TypeProto;

/// Walks a graph node by node: the model's own functions first, then arithmetic on sizes, then the
/// translations, then the operators of third parties.
final class Translator {
  /// How deep functions and graphs may stand inside one another.
  private static final int DEPTH = 64;

  private final Binding binding;
  private final Map<String, FunctionProto> functions = new HashMap<>();
  private int depth;
  private int steps;

  Translator(Binding binding, List<FunctionProto> functions) {
    this.binding = binding;
    for (var f : functions) {
      this.functions.put(key(f), f);
    }
  }

  static String key(FunctionProto f) {
    return key(Translations.domain(f.getDomain()), f.getName(), f.getOverload());
  }

  static String key(NodeProto node) {
    return key(Translations.domain(node.getDomain()), node.getOpType(), node.getOverload());
  }

  private static String key(String domain, String name, String overload) {
    return domain + "\n" + name + "\n" + overload;
  }

  /// The versions that are imported, by domain.
  static Map<String, Long> opsets(List<OperatorSetIdProto> imported) {
    var opsets = new HashMap<String, Long>();
    imported.forEach(o -> opsets.put(Translations.domain(o.getDomain()), o.getVersion()));
    return opsets;
  }

  /// The outputs of a graph whose inputs its scope knows.
  List<Term> graph(Scope scope, GraphProto graph) {
    for (var tensor : graph.getInitializerList()) {
      if (scope.findOwn(tensor.getName()).isEmpty()) {
        scope.put(tensor.getName(), initial(tensor));
      }
    }
    for (var sparse : graph.getSparseInitializerList()) {
      var name = sparse.getValues().getName();
      scope.put(name, new Term.Known(binding.weights.of(sparse), name));
    }
    var declared = new HashMap<String, TypeProto>();
    graph.getValueInfoList().forEach(v -> declared.put(v.getName(), v.getType()));
    graph.getOutputList().forEach(v -> declared.put(v.getName(), v.getType()));
    nodes(scope, graph.getNodeList(), declared);
    var outputs = new ArrayList<Term>();
    for (var output : graph.getOutputList()) {
      outputs.add(
          scope
              .find(output.getName())
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "graph "
                          + graph.getName()
                          + ": output "
                          + output.getName()
                          + " is computed by no node")));
    }
    return outputs;
  }

  private Term initial(TensorProto tensor) {
    return Kinds.of(tensor.getDataType()) == org.ashlar.ir.DType.STRING
        ? new Term.Strings(Tensors.sizes(tensor), Tensors.texts(tensor))
        : new Term.Known(binding.weights.of(tensor), tensor.getName());
  }

  private void nodes(Scope scope, List<NodeProto> nodes, Map<String, TypeProto> declared) {
    if (++depth > DEPTH) {
      throw new IllegalArgumentException(
          "functions and graphs stand deeper than " + DEPTH + " inside one another");
    }
    try {
      each(scope, nodes, declared);
    } finally {
      depth--;
    }
  }

  private void each(Scope scope, List<NodeProto> nodes, Map<String, TypeProto> declared) {
    for (var node : nodes) {
      if (++steps > binding.weights.limits().nodes()) {
        throw new IllegalArgumentException(
            "with its functions and loops opened the model has more than "
                + binding.weights.limits().nodes()
                + " nodes");
      }
      var outputs = node(scope, node, declared);
      if (isHosted(scope, node, outputs)) {
        binding.hostSteps++;
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (i < outputs.size()) {
          scope.put(node.getOutput(i), outputs.get(i));
          if (outputs.get(i) instanceof Term.Tensor(var value)) {
            scope.frame.own(value);
            require(node, scope, value);
          }
        } else if (!node.getOutput(i).isEmpty()) {
          throw new IllegalArgumentException(
              label(node, opset(scope, node.getDomain()))
                  + ": gives no output "
                  + node.getOutput(i));
        }
      }
    }
  }

  /// Whether a node computes something of strings or maps, which no device can.
  private static boolean isHosted(Scope scope, NodeProto node, List<Term> outputs) {
    boolean moves =
        switch (node.getOpType()) {
          case "Constant", "Identity", "Shape", "Size", "If", "Loop", "Scan", "SequenceMap" -> true;
          default ->
              node.getOpType().startsWith("Sequence") || node.getOpType().startsWith("Optional");
        };
    return !moves
        && (outputs.stream().anyMatch(Translator::isHosted)
            || node.getInputList().stream()
                .anyMatch(n -> scope.find(n).filter(Translator::isHosted).isPresent()));
  }

  private static boolean isHosted(Term term) {
    return term instanceof Term.Strings || term instanceof Term.Table;
  }

  private List<Term> node(Scope scope, NodeProto node, Map<String, TypeProto> declared) {
    var domain = Translations.domain(node.getDomain());
    long opset = opset(scope, domain);
    try {
      var function = functions.get(key(node));
      if (function != null) {
        return called(scope, node, function);
      }
      var found = binding.translations.find(domain, node.getOpType(), opset);
      var call = new Call(this, scope, node, found.map(Translations.Since::version).orElse(1));
      if (domain.isEmpty()) {
        var sizes = Sizing.of(call);
        if (sizes.isPresent()) {
          return sizes.get();
        }
      }
      if (found.isPresent()) {
        return found.get().translation().translate(call);
      }
      return foreign(call, domain, opset).orElseGet(() -> unknown(call, domain, opset, declared));
    } catch (Unsettled e) {
      throw e;
    } catch (IllegalArgumentException e) {
      var label = label(node, opset);
      var message = String.valueOf(e.getMessage());
      throw message.contains(" (") && message.contains("): ")
          ? e
          : new IllegalArgumentException(label + ": " + message, e);
    } catch (IllegalStateException e) {
      // sizes that a translation must know
      throw new IllegalArgumentException(label(node, opset) + ": " + e.getMessage(), e);
    } catch (IndexOutOfBoundsException
        | NoSuchElementException
        | ArithmeticException
        | NegativeArraySizeException e) {
      // a rule of the specification on ranks or lengths that the translation relies on
      throw new IllegalArgumentException(
          label(node, opset) + ": its arguments break the operator's rules: " + types(scope, node),
          e);
    }
  }

  private static List<String> types(Scope scope, NodeProto node) {
    return node.getInputList().stream()
        .map(n -> scope.find(n).map(t -> n + " is " + t.type()).orElse("none"))
        .toList();
  }

  /// No tensor is larger than the budget, whatever a file says about constants and pads.
  private void require(NodeProto node, Scope scope, org.ashlar.ir.Value value) {
    if (value.type() instanceof org.ashlar.ir.TensorType t && t.shape().isConstant()) {
      double elements = 1;
      for (long size : t.shape().constants()) {
        elements *= size;
      }
      if (elements > binding.weights.limits().elements()) {
        throw new IllegalArgumentException(
            label(node, opset(scope, node.getDomain()))
                + ": makes "
                + t
                + ", at most "
                + binding.weights.limits().elements()
                + " elements are allowed");
      }
    }
  }

  /// A function that the model itself defines.
  private List<Term> called(Scope scope, NodeProto node, FunctionProto function) {
    if (scope.calls.contains(function)) {
      throw new IllegalArgumentException("the function " + function.getName() + " calls itself");
    }
    var attributes = new LinkedHashMap<String, AttributeProto>();
    function.getAttributeProtoList().forEach(a -> attributes.put(a.getName(), a));
    attributes.putAll(new NodeAttributes(node, scope.attributes, binding.weights).all());
    var opsets = opsets(function.getOpsetImportList());
    var calls = new ArrayList<>(scope.calls);
    calls.add(function);
    var inside = scope.called(opsets, attributes, calls);
    for (int i = 0; i < function.getInputCount(); i++) {
      var name = i < node.getInputCount() ? node.getInput(i) : "";
      if (name.isEmpty() || scope.isAbsent(name)) {
        inside.leaveOut(function.getInput(i));
      } else {
        inside.put(
            function.getInput(i),
            scope
                .find(name)
                .orElseThrow(() ->
                    new IllegalArgumentException("input " + name + " is computed by no node")));
      }
    }
    var declared = new HashMap<String, TypeProto>();
    function.getValueInfoList().forEach(v -> declared.put(v.getName(), v.getType()));
    nodes(inside, function.getNodeList(), declared);
    var outputs = new ArrayList<Term>();
    for (int i = 0; i < function.getOutputCount() && i < node.getOutputCount(); i++) {
      var name = function.getOutput(i);
      outputs.add(
          inside
              .find(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "the function " + function.getName() + " gives no output " + name)));
    }
    return outputs;
  }

  /// An operator that some bundle provides under this domain.
  private Optional<List<Term>> foreign(Call call, String domain, long opset) {
    return Foreign.find(binding.vocabulary, domain, call.operator(), opset)
        .map(specimen -> {
          var op = Attributes.with(specimen, call.attributes().components(specimen));
          return Term.of(call.graph().applyAll(op, call.values()));
        });
  }

  private List<Term> unknown(
      Call call, String domain, long opset, Map<String, TypeProto> declared) {
    var types = new ArrayList<Type>();
    for (var output : call.node().getOutputList()) {
      var type =
          Optional.ofNullable(declared.get(output)).flatMap(t -> Types.of(t, binding::fresh));
      types.add(
          type.orElseThrow(() ->
              new IllegalArgumentException(
                  "no translation, and the model does not say the type of its output " + output)));
    }
    Operator op =
        new Unknown(
            domain.isEmpty() ? "ai.onnx" : domain,
            call.operator(),
            (int) opset,
            call.attributes().text(),
            types);
    return Term.of(call.graph().applyAll(op, call.values()));
  }

  /// The version of a domain's operators in a scope.
  long opset(Scope scope, String domain) {
    return scope.opsets.getOrDefault(Translations.domain(domain), 1L);
  }

  /// `Conv_12 (Conv, ai.onnx 11)`.
  static String label(NodeProto node, long opset) {
    var name =
        !node.getName().isEmpty()
            ? node.getName()
            : node.getOutputCount() > 0 ? node.getOutput(0) : "a node";
    var domain = Translations.domain(node.getDomain());
    return name
        + " ("
        + node.getOpType()
        + ", "
        + (domain.isEmpty() ? "ai.onnx" : domain)
        + " "
        + opset
        + ")";
  }
}
