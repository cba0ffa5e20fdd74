package org.ashlar.onnx.ml;

import static org.ashlar.onnx.ml.Ml.data;
import static org.ashlar.onnx.ml.Ml.gives;
import static org.ashlar.onnx.ml.Ml.matrix;
import static org.ashlar.onnx.ml.Ml.node;
import static org.ashlar.onnx.ml.Ml.of;
import static org.ashlar.onnx.ml.Ml.refuses;
import static org.ashlar.onnx.ml.Ml.strings;
import static org.ashlar.onnx.ml.Ml.texts;
import static org.ashlar.onnx.ml.Ml.vector;
import static org.ashlar.onnx.ml.Ml.wholes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// Features, labels and maps.
class FeaturesTest {
  private static final double NAN = Double.NaN;

  @Test
  void aSingleSampleIsARowOfFeatures() {
    var x = vector(DType.F32, 1, 2, 3);
    gives(wholes(1, 2), of(3, 1), node("ArrayFeatureExtractor", 1).input(x).input(2, 0).run());
    var words = node("ArrayFeatureExtractor", 1).input("a", "b", "c").input(2, 0).runTexts();
    assertArrayEquals(wholes(1, 2), words.sizes());
    assertEquals(List.of("c", "a"), words.elements());
  }

  @Test
  void inputsAreCutOrFilledToTheirDimensions() {
    var a = matrix(DType.I64, 3, 1, 2, 3);
    var b = matrix(DType.F64, 1, 0.5);
    var joined =
        node("FeatureVectorizer", 1).input(a).input(b).with("inputdimensions", wholes(2, 2)).run();
    assertEquals(DType.F32, joined.dtype());
    gives(wholes(1, 4), of(1, 2, 0.5, 0), joined);
  }

  @Test
  void missingFeaturesGetTheirNumbers() {
    var x = matrix(DType.F32, 2, NAN, 1, 2, NAN);
    var each = node("Imputer", 1).input(x).with("replaced_value_float", Float.NaN);
    gives(
        wholes(2, 2), of(7, 1, 2, 8), each.with("imputed_value_floats", new float[] {7, 8}).run());
    var whole = matrix(DType.I64, 2, 0, 1, 2, 0);
    gives(
        wholes(2, 2),
        of(9, 1, 2, 9),
        node("Imputer", 1).input(whole).with("imputed_value_int64s", wholes(9)).run());
  }

  @Test
  void samplesAreScaledByTheirOwnSizes() {
    var x = matrix(DType.F32, 2, 3, -4, 0, 0);
    gives(wholes(2, 2), of(1, -4 / 3.0, 0, 0), node("Normalizer", 1).input(x).run());
    gives(
        wholes(2, 2),
        of(3 / 7.0, -4 / 7.0, 0, 0),
        node("Normalizer", 1).input(x).with("norm", "L1").run());
    gives(
        wholes(2, 2), of(0.6, -0.8, 0, 0), node("Normalizer", 1).input(x).with("norm", "L2").run());
    refuses(
        "y0 (Normalizer, ai.onnx.ml 1): norm must be MAX, L1 or L2, not \"L3\"",
        node("Normalizer", 1).input(x).with("norm", "L3"));
    gives(
        wholes(2, 2),
        of(4, -20, -2, 0),
        node("Scaler", 1)
            .input(x)
            .with("offset", new float[] {1, 0})
            .with("scale", new float[] {2, 5})
            .run());
  }

  @Test
  void categoriesAreMappedBothWays() {
    var mapper =
        node("CategoryMapper", 1)
            .with("cats_int64s", wholes(5, 6))
            .with("cats_strings", texts("five", "six"));
    gives(wholes(3), of(6, -1, 5), mapper.input("six", "ten", "five").run());
    var back =
        node("CategoryMapper", 1)
            .with("cats_int64s", wholes(5, 6))
            .with("cats_strings", texts("five", "six"))
            .with("default_string", "?");
    assertEquals(List.of("six", "?"), back.input(6, 7).runTexts().elements());
  }

  @Test
  void anUnknownCategoryIsARowOfZerosOrRefused() {
    var x = vector(DType.F32, 2, 9);
    gives(
        wholes(2, 3),
        of(0, 1, 0, 0, 0, 0),
        node("OneHotEncoder", 1).input(x).with("cats_int64s", wholes(1, 2, 3)).run());
    refuses(
        "y0 (OneHotEncoder, ai.onnx.ml 1): element 1 is none of the categories [1, 2, 3]",
        node("OneHotEncoder", 1).input(x).with("cats_int64s", wholes(1, 2, 3)).with("zeros", 0));
    gives(
        wholes(2, 2),
        of(0, 1, 0, 0),
        node("OneHotEncoder", 1).input("b", "c").with("cats_strings", texts("a", "b")).run());
  }

  @Test
  void labelsAreKeysAndValuesSinceVersion2() {
    var first = node("LabelEncoder", 1).with("classes_strings", texts("a", "b"));
    gives(wholes(3), of(1, -1, 0), first.input("b", "c", "a").run());
    var floats =
        node("LabelEncoder", 2)
            .input(vector(DType.F32, NAN, 2.5, 1))
            .with("keys_floats", new float[] {2.5f, Float.NaN})
            .with("values_int64s", wholes(20, 30))
            .with("default_int64", 7);
    gives(wholes(3), of(30, 20, 7), floats.run());
    var words =
        node("LabelEncoder", 2)
            .input(3, 4)
            .with("keys_int64s", wholes(4))
            .with("values_strings", texts("four"));
    assertEquals(List.of("_Unused", "four"), words.runTexts().elements());
    var tensors =
        node("LabelEncoder", 4)
            .input(vector(DType.F64, 1, 2, 3))
            .with("keys_tensor", vector(DType.F64, 1, 3))
            .with("values_tensor", vector(DType.I16, 10, 30))
            .with("default_tensor", vector(DType.I16, 42));
    gives(wholes(3), of(10, 42, 30), tensors.run());
  }

  private static Term.Table numbers() {
    return new Term.Table(
        DType.I64, TensorType.of(DType.F32), List.of(3L, 1L), List.of(scalar(30), scalar(10)));
  }

  private static Term scalar(double number) {
    return new Term.Known(TensorData.scalar(DType.F32, number));
  }

  @Test
  void mapsBecomeRowsInTheOrderOfTheirKeys() {
    gives(wholes(1, 2), of(10, 30), node("CastMap", 1).input(numbers()).run());
    gives(
        wholes(1, 5),
        of(0, 10, 0, 30, 0),
        node("CastMap", 1)
            .input(numbers())
            .with("map_form", "SPARSE")
            .with("max_map", 5)
            .with("cast_to", "TO_INT64")
            .run());
    refuses(
        "y0 (CastMap, ai.onnx.ml 1): key 3 is not below max_map, 2",
        node("CastMap", 1).input(numbers()).with("map_form", "SPARSE").with("max_map", 2));
    refuses(
        "y0 (CastMap, ai.onnx.ml 1): max_map must be at most 65536, not 1000000000",
        node("CastMap", 1)
            .input(numbers())
            .with("map_form", "SPARSE")
            .with("max_map", 1_000_000_000));
    gives(
        wholes(3),
        of(0, 10, 30),
        node("DictVectorizer", 1).input(numbers()).with("int64_vocabulary", wholes(2, 1, 3)).run());
  }

  @Test
  void rowsBecomeMaps() {
    var x = matrix(DType.F32, 2, 1, 2, 3, 4);
    var maps =
        (Term.Sequence)
            node("ZipMap", 1)
                .input(x)
                .with("classlabels_strings", texts("no", "yes"))
                .run(1)
                .getFirst();
    assertEquals("seq<map<string, f32[]>>", maps.type().toString());
    var second = (Term.Table) maps.items().get(1);
    assertEquals(List.of("no", "yes"), second.keys());
    assertEquals(4, data(second.values().get(1)).get(0));
    var wrong = node("ZipMap", 1).input(x).with("classlabels_int64s", wholes(1));
    assertEquals(
        "y0 (ZipMap, ai.onnx.ml 1): needs as many labels as columns: 1, f32[2, 2]",
        assertThrows(IllegalArgumentException.class, () -> wrong.run(1)).getMessage());
  }

  @Test
  void stringsThatLabelClassesAreLookedUp() {
    var node =
        node("LinearClassifier", 1)
            .input(matrix(DType.F32, 2, 1, 0, 0, 1))
            .with("coefficients", new float[] {1, 2, 3, 4, 5, -6})
            .with("intercepts", new float[] {0, 0, 1})
            .with("classlabels_strings", texts("a", "b", "c"));
    var results = node.run(2);
    assertEquals(List.of("c", "b"), strings(results.get(0)));
    gives(wholes(2, 3), of(1, 3, 6, 2, 4, -5), data(results.get(1)));
  }
}
