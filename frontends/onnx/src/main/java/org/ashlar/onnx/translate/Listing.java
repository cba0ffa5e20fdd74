package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Gap;
import org.ashlar.ir.stage.Node;
import org.ashlar.onnx.schema.FunctionProto;
import org.ashlar.onnx.schema.ModelProto;
import org.ashlar.onnx.schema.NodeProto;

/// The calls of a model as its file has them, those of its own functions opened, and what of them
/// nobody here can run.
public final class Listing {
  /// The newest operators that the translations know.
  private static final long NEWEST = 27;

  /// How many nodes are listed: functions that call functions may open into any number.
  private static final int MOST = 1_000_000;

  private record Missing(OperatorId operator, String reason) {}

  private final Translations translations;
  private final Vocabulary vocabulary;
  private final Map<String, FunctionProto> functions = new HashMap<>();
  private final Map<Missing, List<String>> missing = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final List<Node> nodes;

  private Listing(ModelProto model, Translations translations, Vocabulary vocabulary) {
    this.translations = translations;
    this.vocabulary = vocabulary;
    model.getFunctionsList().forEach(f -> functions.put(Translator.key(f), f));
    var opsets = Translator.opsets(model.getOpsetImportList());
    nodes = list(model.getGraph().getNodeList(), opsets, "", Map.of(), List.of());
  }

  public static Listing of(ModelProto model, Translations translations, Vocabulary vocabulary) {
    return new Listing(model, translations, vocabulary);
  }

  public List<Node> nodes() {
    return nodes;
  }

  /// What nobody can run, each operator once.
  public List<Gap> gaps() {
    return missing.entrySet().stream()
        .map(e -> new Gap(e.getKey().operator(), e.getValue(), e.getKey().reason()))
        .toList();
  }

  /// @param prefix of the names inside a function's call
  /// @param renamed what a function's inputs and outputs are called where it is called
  private List<Node> list(
      List<NodeProto> protos,
      Map<String, Long> opsets,
      String prefix,
      Map<String, String> renamed,
      List<FunctionProto> open) {
    var listed = new ArrayList<Node>();
    for (var proto : protos) {
      if (names.size() >= MOST) {
        break;
      }
      var name = unique(prefix + (proto.getName().isEmpty() ? proto.getOpType() : proto.getName()));
      var inputs = proto.getInputList().stream().map(n -> said(n, prefix, renamed)).toList();
      var outputs = proto.getOutputList().stream().map(n -> said(n, prefix, renamed)).toList();
      var function = functions.get(Translator.key(proto));
      if (function != null && !open.contains(function)) {
        var inside = new HashMap<String, String>();
        for (int i = 0; i < Math.min(inputs.size(), function.getInputCount()); i++) {
          inside.put(function.getInput(i), inputs.get(i));
        }
        for (int i = 0; i < Math.min(outputs.size(), function.getOutputCount()); i++) {
          inside.put(function.getOutput(i), outputs.get(i));
        }
        var now = new ArrayList<>(open);
        now.add(function);
        var own = Translator.opsets(function.getOpsetImportList());
        listed.addAll(list(function.getNodeList(), own, name + "/", inside, now));
        continue;
      }
      var graphs = new ArrayList<Node>();
      for (var attribute : proto.getAttributeList()) {
        if (attribute.hasG()) {
          graphs.addAll(list(attribute.getG().getNodeList(), opsets, prefix, renamed, open));
        }
      }
      listed.add(
          new Node(name, known(proto, opsets, name), inputs, outputs, attributes(proto), graphs));
    }
    return listed;
  }

  private static String said(String name, String prefix, Map<String, String> renamed) {
    return name.isEmpty() ? name : renamed.getOrDefault(name, prefix + name);
  }

  private String unique(String name) {
    var tried = name;
    for (int i = 1; !names.add(tried); i++) {
      tried = name + "_" + i;
    }
    return tried;
  }

  /// The operator at the version that the specification's text for this model has; notes it where
  /// nobody has it.
  private OperatorId known(NodeProto proto, Map<String, Long> opsets, String name) {
    var domain = Translations.domain(proto.getDomain());
    long opset = opsets.getOrDefault(domain, 1L);
    var written = domain.isEmpty() ? "ai.onnx" : domain;
    var found = translations.find(domain, proto.getOpType(), opset);
    var id =
        new OperatorId(
            written,
            proto.getOpType(),
            found
                .map(Translations.Since::version)
                .orElse((int) Math.min(opset, Integer.MAX_VALUE)));
    if (domain.isEmpty() && opset > NEWEST) {
      gap(
          id,
          name,
          "too new: operators up to " + NEWEST + " are known, the model imports " + opset);
    } else if (found.isEmpty()
        && Foreign.find(vocabulary, domain, proto.getOpType(), opset).isEmpty()) {
      gap(
          id,
          name,
          translations.knows(domain, proto.getOpType())
              ? "not known at version " + opset
              : "nobody provides it");
    }
    return id;
  }

  private void gap(OperatorId id, String name, String reason) {
    missing.computeIfAbsent(new Missing(id, reason), _ -> new ArrayList<>()).add(name);
  }

  private static Map<String, String> attributes(NodeProto proto) {
    var words = new LinkedHashMap<String, String>();
    for (var attribute : proto.getAttributeList()) {
      words.put(attribute.getName(), AttributeWords.of(attribute));
    }
    return words;
  }
}
