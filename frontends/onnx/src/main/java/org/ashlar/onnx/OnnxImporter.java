package org.ashlar.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Importer;
import org.ashlar.ir.stage.Model;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ModelFile;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/// Reads `.onnx` files.
@Component(service = Importer.class)
public final class OnnxImporter implements Importer {
  /// What a file may go on with: keys of fields as the encoding writes them.
  private static final String NEXT = "\u0012\u001a\"(2:B";

  private final Optional<Evaluator> evaluator;
  private final Optional<Autodiff> autodiff;

  /// Outside OSGi: with what is on the class path.
  public OnnxImporter() {
    this(
        ServiceLoader.load(Evaluator.class).findFirst().orElse(null),
        ServiceLoader.load(Autodiff.class).stream().map(ServiceLoader.Provider::get).toList());
  }

  /// @param evaluator folds what a model computes of its own constants; without one, models whose
  ///   shapes hang on such numbers cannot be bound to symbolic sizes
  /// @param engines derive functions for models that ask for gradients; in reverse mode where one
  ///   can, for the others limit the numbers by which is derived
  @Activate
  public OnnxImporter(
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          @Nullable Evaluator evaluator,
      @Reference(
              cardinality = ReferenceCardinality.MULTIPLE,
              policyOption = ReferencePolicyOption.GREEDY)
          List<Autodiff> engines) {
    this.evaluator = Optional.ofNullable(evaluator);
    this.autodiff =
        engines.stream()
            .filter(engine -> engine.name().equals("reverse"))
            .findFirst()
            .or(() -> engines.stream().findFirst());
  }

  @Override
  public String format() {
    return "onnx";
  }

  /// By the suffix, or by a first field that is the version of the format.
  @Override
  public boolean accepts(Path file) {
    if (file.toString().endsWith("." + format())) {
      return true;
    }
    try (var in = Files.newInputStream(file)) {
      var first = in.readNBytes(3);
      // ir_version, at most 127, then one of the fields 2 to 8: a name, a number, the graph
      return first.length == 3 && first[0] == 8 && first[1] > 0 && NEXT.indexOf(first[2]) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Model read(Path file, Vocabulary operators) {
    return open(file, operators).model();
  }

  @Override
  public Blueprint open(Path file, Vocabulary operators) {
    return new OnnxBlueprint(
        ModelFile.open(file, Limits.DEFAULT), Library.all(() -> autodiff), operators, evaluator);
  }
}
