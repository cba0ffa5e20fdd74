package org.ashlar.itest.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.models.source.ModelSource;
import org.ashlar.models.source.Packages;
import org.junit.jupiter.api.Test;

/// How alike sentences are: the cosine of the means of what all-MiniLM-L6-v2 makes of their pieces.
///
/// The numbers are those of ONNX Runtime. The model and its vocabulary come out of the package that
/// `model.source` names.
class SentencesTest {
  private static final int SIZE = 384;

  @Test
  void likeSentencesAreNear() throws IOException {
    var words =
        Files.readString(CpuModel.data("registry-models/minilm/model.source")).strip().split(" ");
    var inside = "maven:" + words[1] + "!";
    var pieces = WordPieces.of(brought(inside + "all-minilm-l6-v2-tokenizer.json"));
    assertEquals(List.of(101, 1996, 4937, 7719, 2648, 102), pieces.numbers("The cat sits outside"));
    assertEquals(
        List.of(101, 14477, 20961, 3468, 7668, 999, 102), pieces.numbers("Unaffable café!"));

    try (var model = new CpuModel(brought(inside + words[2] + "#" + words[3]))) {
      var cat = direction(model, pieces.numbers("The cat sits outside"));
      var first = new double[] {0.1391911, 0.0030290682, 0.047014777, 0.039573833};
      assertArrayEquals(first, Arrays.copyOf(cat, 4), 1e-5);
      var dog = direction(model, pieces.numbers("The dog plays in the garden"));
      assertEquals(0.2838, dot(cat, dog), 6e-5);
      var man = direction(model, pieces.numbers("A man is playing guitar"));
      var woman = direction(model, pieces.numbers("A woman watches TV"));
      assertEquals(-0.0327, dot(man, woman), 6e-5);
      var awesome = direction(model, pieces.numbers("The new movie is awesome"));
      var great = direction(model, pieces.numbers("The new movie is so great"));
      assertEquals(0.8939, dot(awesome, great), 6e-5);
    }
  }

  /// A file out of a package, or the test ends here.
  private static Path brought(String source) {
    try {
      return Packages.ofUser().file(ModelSource.of(source));
    } catch (IllegalArgumentException gone) {
      if (String.valueOf(gone.getMessage()).contains("SHA-256")) {
        throw gone; // there, but not the file that it was
      }
      return abort("the package cannot be had: its test is skipped: " + gone.getMessage());
    }
  }

  /// The mean over all pieces, of length one.
  private static double[] direction(CpuModel model, List<Integer> pieces) {
    int n = pieces.size();
    var ids = pieces.stream().mapToDouble(Integer::doubleValue).toArray();
    var ones = IntStream.range(0, n).mapToDouble(i -> 1).toArray();
    var outputs =
        model.run(
            Map.of(
                "input_ids", TensorData.of(DType.I64, ids, 1, n),
                "attention_mask", TensorData.of(DType.I64, ones, 1, n),
                "token_type_ids", TensorData.zeros(DType.I64, 1, n)));
    var hidden = CpuModel.tensor(outputs, "last_hidden_state");
    var mean =
        IntStream.range(0, SIZE)
            .mapToDouble(j ->
                IntStream.range(0, n).mapToDouble(i -> hidden.get((long) i * SIZE + j)).sum() / n)
            .toArray();
    double length = Math.sqrt(dot(mean, mean));
    return Arrays.stream(mean).map(x -> x / length).toArray();
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
