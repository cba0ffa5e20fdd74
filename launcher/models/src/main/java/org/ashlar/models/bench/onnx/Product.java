package org.ashlar.models.bench.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file that holds one product of matrices with a constant right factor: for peers that know
/// nothing of files.
///
/// @param factor `k` rows of `n` numbers
public record Product(String input, String output, int n, int k, float[] factor) {
  /// The product in a file.
  ///
  /// @throws IllegalArgumentException when the file holds something else
  public static Product of(Path model) {
    try {
      if (Files.size(model) > 1 << 30) {
        throw other(model);
      }
      var file = Fields.of(Files.readAllBytes(model)).of(7);
      var graph = file.isEmpty() ? new Fields(List.of()) : file.getFirst().fields();
      if (graph.of(1).size() != 1 || graph.of(5).size() != 1) {
        throw other(model);
      }
      var node = graph.of(1).getFirst().fields();
      var factor = graph.of(5).getFirst().fields();
      var sizes = factor.numbers(1);
      if (!node.text(4).equals("MatMul")
          || sizes.size() != 2
          || !node.texts(1).getLast().equals(factor.text(8))) {
        throw other(model);
      }
      var numbers = new float[Math.toIntExact(sizes.get(0) * sizes.get(1))];
      ByteBuffer.wrap(factor.of(9).getFirst().bytes())
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(numbers);
      return new Product(
          node.texts(1).getFirst(),
          node.text(2),
          sizes.get(1).intValue(),
          sizes.get(0).intValue(),
          numbers);
    } catch (IOException e) {
      throw new UncheckedIOException(model + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException other(Path model) {
    return new IllegalArgumentException(
        model.getFileName() + " is no single product of matrices: this peer knows nothing else");
  }
}
