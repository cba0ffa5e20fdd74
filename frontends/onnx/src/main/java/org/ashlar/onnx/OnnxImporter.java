package org.ashlar.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final Optional<Evaluator> evaluator;
  private final Optional<Autodiff> autodiff;

  /// Outside OSGi: with what is on the class path.
  public OnnxImporter() {
    this(
        ServiceLoader.load(Evaluator.class).findFirst().orElse(null),
        ServiceLoader.load(Autodiff.class).findFirst().orElse(null));
  }

  /// @param evaluator folds what a model computes of its own constants; without one, models whose
  ///   shapes hang on such numbers cannot be bound to symbolic sizes
  /// @param autodiff derives functions for models that ask for gradients
  @Activate
  public OnnxImporter(
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          @Nullable Evaluator evaluator,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          @Nullable Autodiff autodiff) {
    this.evaluator = Optional.ofNullable(evaluator);
    this.autodiff = Optional.ofNullable(autodiff);
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
      // ir_version, at most 127, then the producer's name or the like
      return first.length == 3 && first[0] == 8 && first[1] > 0 && first[2] == 0x12;
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
