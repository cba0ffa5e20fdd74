package org.ashlar.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.Walk;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ModelFile;
import org.junit.jupiter.api.Test;

/// Operators that the format does not have, or not in the version that is imported: they are told,
/// kept, or taken from whoever provides them.
final class UnknownOperatorsTest {
  private static final String FOREIGN =
      """
      opset com.acme 3
      in x f32[2]
      y = com.acme.MatMul<alpha=2>(x, x)
      z = Relu(y)
      info y f32[2]
      out z
      """;

  /// A foreign operator of a name that the format has too is not ours.
  @Test
  void anUnknownOperatorStaysAsItIs() {
    var blueprint = Written.blueprint(FOREIGN);
    assertEquals(
        List.of("com.acme.MatMul@3 (MatMul): nobody provides it"),
        blueprint.gaps().stream().map(Object::toString).toList());
    var function = blueprint.model().function();
    var unknown =
        Walk.order(function.outputs()).stream()
            .map(v -> v.op())
            .filter(Unknown.class::isInstance)
            .findFirst()
            .orElseThrow();
    assertEquals(
        new Unknown("com.acme", "MatMul", 3, "alpha=2", List.of(TensorType.of(DType.F32, 2))),
        unknown);
    assertTrue(Text.of(function).contains("MatMul"), Text.of(function));
  }

  /// An operator of a third party, for this test.
  public record MatMul(long alpha) implements Operator {
    public MatMul() {
      this(1);
    }

    @Override
    public String domain() {
      return "com.acme";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public List<Type> infer(List<Type> args) {
      return List.of(args.getFirst());
    }

    @Override
    public Meaning meaning(List<Type> args) {
      throw new IllegalStateException("not asked here");
    }
  }

  @Test
  void aThirdPartysOperatorAnswersToItsDomain() {
    var file = ModelFile.of(Written.proto(FOREIGN).build().toByteArray(), Limits.DEFAULT);
    var blueprint =
        new OnnxBlueprint(
            file, Library.all(), Vocabulary.of(List.of(new MatMul())), Optional.empty());
    assertEquals(List.of(), blueprint.gaps());
    var made =
        Walk.order(blueprint.model().function().outputs()).stream()
            .map(v -> v.op())
            .filter(MatMul.class::isInstance)
            .findFirst()
            .orElseThrow();
    assertEquals(2, assertInstanceOf(MatMul.class, made).alpha());
  }

  @Test
  void whatIsTooNewOrUnknownIsToldAtOnce() {
    var text =
        """
        opset 99
        in x f32[2]
        y = Relu(x)
        z = Swirl(y)
        out z
        """;
    assertEquals(
        List.of(
            "ai.onnx.Relu@14 (Relu): too new: operators up to 27 are known, the model imports 99",
            "ai.onnx.Swirl@99 (Swirl): too new: operators up to 27 are known, the model imports"
                + " 99"),
        Written.blueprint(text).gaps().stream().map(Object::toString).toList());
    assertEquals(
        List.of("ai.onnx.Swirl@21 x 2 (Swirl, Swirl_1): nobody provides it"),
        Written.blueprint(text.replace("opset 99", "opset 21").replace("y = Relu", "y = Swirl"))
            .gaps()
            .stream()
            .map(Object::toString)
            .toList());
  }
}
