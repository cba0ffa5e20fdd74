package org.ashlar.onnx.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.TreeMap;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.stage.Exporter;
import org.ashlar.ir.stage.Model;
import org.ashlar.onnx.schema.ModelProto;
import org.ashlar.onnx.schema.OperatorSetIdProto;
import org.ashlar.onnx.schema.StringStringEntryProto;
import org.osgi.service.component.annotations.Component;

/// Writes `.onnx` files: a function with its variables as initialisers, facts as metadata, sizes
/// known at launch only as named dimensions.
@Component(service = Exporter.class)
public final class OnnxExporter implements Exporter {
  /// The oldest version of operators that is written; a file asks for more where it needs more.
  private static final int OPSET = 21;

  /// Before the names of facts that a reader found among a file's properties.
  private static final String METADATA = "metadata.";

  /// The most that a message of the format can hold.
  private static final long MOST_BYTES = Integer.MAX_VALUE - (1 << 20);

  private final Writer writer = new Writer(Words.all());

  @Override
  public String format() {
    return "onnx";
  }

  /// Written beside the file, then put in its place.
  @Override
  public void write(Model model, Path file) {
    var proto = proto(model);
    var folder = file.toAbsolutePath().getParent();
    try {
      var part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
      try {
        try (var out = Files.newOutputStream(part)) {
          proto.writeTo(out);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e, e);
    }
  }

  private ModelProto proto(Model model) {
    long bytes = model.variables().values().stream().mapToLong(Declare::bytes).sum();
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "onnx: a file holds at most " + MOST_BYTES + " bytes: the variables have " + bytes);
    }
    var function = model.function();
    var edition = new Edition(OPSET);
    var draft = Draft.of(edition, function.name());
    function.inputs().forEach(i -> holds(edition, i.type()));
    function.outputs().forEach(o -> holds(edition, o.type()));
    var names = new ArrayList<String>();
    for (var input : function.inputNames()) {
      names.add(edition.take(input));
    }
    for (int i = 0; i < names.size(); i++) {
      var variable = model.variables().get(function.inputNames().get(i));
      if (variable == null) {
        draft.input(names.get(i), function.inputs().get(i).type());
      } else {
        edition.variable(names.get(i), variable);
      }
    }
    var outputs = function.outputNames().stream().map(edition::take).toList();
    var results = writer.inline(function, names, draft);
    for (int i = 0; i < results.size(); i++) {
      draft.output(outputs.get(i), results.get(i), function.outputs().get(i).type());
    }
    var graph = draft.graph().addAllInitializer(edition.numbers());
    var proto =
        ModelProto.newBuilder()
            .setIrVersion(edition.messages())
            .setProducerName("ashlar")
            .addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain("").setVersion(edition.opset()))
            .setGraph(graph);
    new TreeMap<>(model.facts()).forEach((key, value) -> tell(proto, key, value));
    return proto.build();
  }

  /// A fact goes to where it would be read from; what the file itself says anew is left out.
  private static void tell(ModelProto.Builder proto, String key, String value) {
    switch (key) {
      case "doc" -> proto.setDocString(value);
      case "domain" -> proto.setDomain(value);
      case "model_version" -> proto.setModelVersion(Long.parseLong(value));
      case "producer", "ir_version", "graph" -> {
        // this file has others
      }
      default -> {
        if (!key.startsWith("opset.") && !key.startsWith("quantisation.")) {
          var name = key.startsWith(METADATA) ? key.substring(METADATA.length()) : key;
          proto.addMetadataProps(StringStringEntryProto.newBuilder().setKey(name).setValue(value));
        }
      }
    }
  }

  private static void holds(Edition edition, Type type) {
    if (type instanceof TensorType tensor) {
      edition.holds(tensor.dtype());
    }
  }
}
