package org.ashlar.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ModelFile;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.junit.jupiter.api.Test;

/// What a model says before it is bound, and what binding makes of its names, versions and
/// functions.
final class BlueprintTest {
  private static TensorData floats(float... numbers) {
    return TensorData.of(numbers, numbers.length);
  }

  private static float[] numbers(Datum datum) {
    return ((TensorData) Objects.requireNonNull(datum)).toFloats();
  }

  private static String refused(String text, Map<String, Datum> given) {
    var blueprint = Written.blueprint(text);
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class, () -> blueprint.bind(given, NodeTests::evaluate))
            .getMessage());
  }

  private static final String SUM =
      """
      in x f32[n, 2]
      in b f32[2]
      init w f32[2] 1 2
      init b f32[2] 10 20
      s = Add(x, w)
      y = Add(s, b)
      out y f32[n, 2]
      """;

  @Test
  void portsAndFacts() {
    var blueprint = Written.blueprint(SUM);
    assertEquals(
        "[x f32[n:0..2147483647, 2] false, b f32[2] true]",
        blueprint.inputs().stream()
            .map(p -> p.name() + " " + p.type() + " " + p.optional())
            .toList()
            .toString());
    assertEquals(
        Map.of("ir_version", "10", "opset.ai.onnx", "21", "graph", "main"), blueprint.facts());
    assertEquals(List.of(), blueprint.gaps());
    // before version 4 of the format every initialiser had to stand among the inputs
    assertEquals(1, Written.blueprint("ir 3\n" + SUM).inputs().size());
  }

  @Test
  void anInitialiserOfAnInputIsItsDefault() {
    var x = TensorData.of(new float[] {0, 0}, 1, 2);
    assertArrayEquals(new float[] {11, 22}, numbers(Written.run(SUM, "x", x).get("y")));
    assertArrayEquals(
        new float[] {1, 2}, numbers(Written.run(SUM, "x", x, "b", floats(0, 0)).get("y")));
  }

  @Test
  void whatIsGivenMustFit() {
    var x = TensorData.of(new float[] {0, 0}, 1, 2);
    assertEquals(
        "input x: is needed: f32[n:0..2147483647, 2]; given are []", refused(SUM, Map.of()));
    assertEquals(
        "input z: the model has none of this name, it has [x, b]",
        refused(SUM, Map.of("x", x, "z", x)));
    assertEquals(
        "input x: must be f32[n:0..2147483647, 2], not f32[2]",
        refused(SUM, Map.of("x", floats(0, 0))));
    assertEquals(
        "input b: must be f32[2], not i64[]",
        refused(SUM, Map.of("x", x, "b", TensorData.scalar(DType.I64, 1))));
  }

  @Test
  void sizesStaySymbolic() {
    var text =
        """
        in x f32[n, 3, 4]
        init zero i64[] 0
        init axis i64[1] 0
        init rest i64[1] -1
        s = Shape(x)
        b = Gather(s, zero)
        c = Unsqueeze(b, axis)
        t = Concat<axis=0>(c, rest)
        y = Reshape(x, t)
        out y
        """;
    var function = Written.blueprint(text).model().function();
    assertEquals("f32[n:0..2147483647, 12]", function.outputs().getFirst().type().toString());
    assertEquals(
        Set.of(),
        Written.blueprint(text)
            .bind(Map.of("x", TensorData.zeros(DType.F32, 2, 3, 4)), NodeTests::evaluate)
            .settled());
  }

  @Test
  void aShapeThatIsGivenIsSettled() {
    var text =
        """
        in x f32[6]
        in s i64[2]
        y = Reshape(x, s)
        out y
        """;
    var given =
        Map.<String, Datum>of(
            "x",
            TensorData.zeros(DType.F32, 6),
            "s",
            TensorData.of(DType.I64, new double[] {2, -1}, 2));
    var bound = Written.blueprint(text).bind(given, NodeTests::evaluate);
    assertEquals(Set.of("s"), bound.settled());
    assertEquals("f32[2, 3]", bound.model().function().outputs().getFirst().type().toString());
  }

  /// A value and a size may have one name, and a nameless size takes none that another has.
  @Test
  void namesOfValuesAndOfSizes() {
    var text =
        """
        in a f32[?, n]
        in n f32[n]
        init n_1 f32[2] 1 2
        y = Add(a, n)
        out y
        """;
    var function = Written.blueprint(text).model().function();
    assertEquals(List.of("a", "n"), function.inputNames());
    assertEquals(
        "f32[n_1:0..2147483647, n:0..2147483647]", function.outputs().getFirst().type().toString());
  }

  /// An operator follows the version that its graph imports, a function's body its own.
  @Test
  void versions() {
    var text =
        """
        opset 6
        opset acme 1
        in x f32[2, 2]
        init w f32[2] 1 2
        function acme.plus(a, b) -> c opset 13
          c = Add(a, b)
        end
        y = Add<broadcast=1, axis=0>(x, w)
        z = acme.plus(x, w)
        out y
        out z
        """;
    var x = TensorData.of(new float[] {0, 0, 0, 0}, 2, 2);
    var outputs = Written.run(text, "x", x);
    assertArrayEquals(new float[] {1, 1, 2, 2}, numbers(outputs.get("y")));
    assertArrayEquals(new float[] {1, 2, 1, 2}, numbers(outputs.get("z")));
    assertEquals(
        "[ai.onnx.Add@6, ai.onnx.Add@13]",
        Written.blueprint(text).nodes().stream()
            .map(n -> n.operator().toString())
            .toList()
            .toString());
  }

  @Test
  void functionsWithAttributesAndOverloads() {
    var text =
        """
        opset acme 1
        in x f32[2]
        function acme.joined:twice(a) -> b
          b = Concat<axis=$along>(a, a)
        end
        function acme.joined:thrice(a) -> b
          c = acme.joined<overload=twice, along=$along>(a)
          b = Concat<axis=$along>(a, c)
        end
        y = acme.joined<overload=twice, along=0>(x)
        z = acme.joined<overload=thrice, along=0>(x)
        out y
        out z
        """;
    var outputs = Written.run(text, "x", floats(1, 2));
    assertArrayEquals(new float[] {1, 2, 1, 2}, numbers(outputs.get("y")));
    assertArrayEquals(new float[] {1, 2, 1, 2, 1, 2}, numbers(outputs.get("z")));
    assertEquals(
        List.of("joined/Concat", "joined_1/joined/Concat", "joined_1/Concat"),
        Written.blueprint(text).nodes().stream().map(n -> n.name()).toList());
  }

  /// An input that a call leaves out is left out in the body too.
  @Test
  void functionsWithInputsLeftOut() {
    var text =
        """
        opset acme 1
        in x f32[2]
        init one f32[] 1
        function acme.bound(a, low, high) -> b
          b = acme.inner(a, low, high)
        end
        function acme.inner(a, low, high) -> b
          b = Clip(a, low, high)
        end
        y = acme.bound(x, , one)
        z = acme.bound(x, one)
        out y
        out z
        """;
    var outputs = Written.run(text, "x", floats(-5, 5));
    assertArrayEquals(new float[] {-5, 1}, numbers(outputs.get("y")));
    assertArrayEquals(new float[] {1, 5}, numbers(outputs.get("z")));
  }

  @Test
  void functionsMayNotCallThemselves() {
    var text =
        """
        opset acme 1
        in x f32[2]
        function acme.f(a) -> b
          b = acme.g(a)
        end
        function acme.g(a) -> b
          b = acme.f(a)
        end
        y = acme.f(x)
        out y
        """;
    assertTrue(
        refused(text, Map.of("x", floats(1, 2))).endsWith("the function f calls itself"),
        refused(text, Map.of("x", floats(1, 2))));
  }

  /// Ten functions of eight calls each open into a billion nodes.
  @Test
  void functionsThatOpenIntoTooMuch() {
    var text = new StringBuilder("opset acme 1\nin x f32[2]\n");
    for (int f = 0; f < 10; f++) {
      text.append("function acme.f").append(f).append("(a) -> b7\n");
      for (int i = 0; i < 8; i++) {
        text.append("b").append(i).append(" = ");
        text.append(f == 0 ? "Neg" : "acme.f" + (f - 1));
        text.append("(").append(i == 0 ? "a" : "b" + (i - 1)).append(")\n");
      }
      text.append("end\n");
    }
    var model = Written.proto(text + "y = acme.f9(x)\nout y\n").build().toByteArray();
    var limits = new Limits(1 << 20, 100, 5_000, 10, 10, 100, 1000, 1000);
    var blueprint =
        new OnnxBlueprint(
            ModelFile.of(model, limits), Library.all(), NodeTests.vocabulary(), Optional.empty());
    var said =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> blueprint.bind(Map.of("x", floats(1, 2)), NodeTests::evaluate))
                .getMessage());
    assertTrue(
        said.endsWith("with its functions and loops opened the model has more than 5000 nodes"),
        said);
  }

  @Test
  void aConstantOfAnySizeTakesNoMemory() {
    var text =
        """
        in x f32[2]
        init s i64[2] 1000000 10000
        y = ConstantOfShape(s)
        out y
        """;
    var bound = Written.blueprint(text).bind(Map.of("x", floats(1, 2)), NodeTests::evaluate);
    assertEquals(
        "[f32[1000000, 10000]]",
        bound.model().function().outputs().stream()
            .map(v -> v.type().toString())
            .toList()
            .toString());
    assertEquals(Map.of(), bound.model().variables());
    assertTrue(
        refused(text.replace("1000000 10000", "1000000000 10000000"), Map.of("x", floats(1, 2)))
            .endsWith("elements are allowed"));
  }

  /// A model that breaks a rule that a translation relies on is refused in words.
  @Test
  void argumentsOfWrongRanks() {
    var text = "in x f32[2]\ny = Columns(x)\nout y\n";
    var columns =
        new Translations()
            .add("Columns", call -> List.of(Term.Sizes.of(List.of(call.type(0).size(1)))), 1);
    var blueprint =
        new OnnxBlueprint(
            ModelFile.of(Written.proto(text).build().toByteArray(), Limits.DEFAULT),
            columns,
            NodeTests.vocabulary(),
            Optional.empty());
    assertEquals(
        "y (Columns, ai.onnx 21): its arguments break the operator's rules: [x is f32[2]]",
        assertThrows(
                IllegalArgumentException.class,
                () -> blueprint.bind(Map.of("x", floats(1, 2)), NodeTests::evaluate))
            .getMessage());
  }

  /// A few bytes can ask for more than any memory holds.
  @Test
  void constantsThatAreTooLargeToFold() {
    var text =
        """
        in x f32[2]
        init s i64[1] 30000000000
        init zero f32[] 0
        a = ConstantOfShape(s)
        b = Add(a, zero)
        c = ReduceSum<keepdims=1>(b)
        d = Cast<to=7>(c)
        y = Reshape(x, d)
        out y
        """;
    assertEquals(
        "y (Reshape, ai.onnx 21): the numbers of d are needed now:"
            + " it takes 60000000003 elements to compute, at most 67108864 are folded",
        refused(text, Map.of("x", floats(1, 2))));
  }
}
