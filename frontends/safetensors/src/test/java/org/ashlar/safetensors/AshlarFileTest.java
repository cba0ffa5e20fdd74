package org.ashlar.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Text;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Model;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.product.MatMul;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AshlarFileTest {
  private static final Vocabulary OPERATORS = Vocabulary.of(List.of(new MatMul(), new Add()));
  private static final String TEXT =
      """
      function layer(x: f32[1, 2], w: f32[2, 2]) -> (y) {
        y = matmul(x, w) : f32[1, 2]
      }
      """;

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgain() {
    var file = folder.resolve("layer.ashlar");
    var model =
        new Model(
            Parse.function(TEXT, OPERATORS),
            Map.of("w", TensorData.of(new float[] {1, -0f, Float.NaN, 4}, 2, 2)),
            Map.of("training.of", "loss", "a fact", "with \"signs\"\nand lines"));
    new AshlarExporter().write(model, file);
    var read = new AshlarImporter().read(file, OPERATORS);
    assertEquals(Text.of(model.function()), Text.of(read.function()));
    assertEquals(model.variables(), read.variables());
    assertEquals(model.facts(), read.facts());
    assertEquals(List.of(file), list(), "nothing else is left");
  }

  @Test
  void everyNumberKindKeepsItsBits() {
    var variables = new HashMap<String, TensorData>();
    for (var dtype : DType.values()) {
      if (Kinds.name(dtype).isPresent()) {
        var tensor = TensorData.zeros(dtype, 3, 1);
        tensor.set(0, 1);
        tensor.set(2, dtype == DType.BOOL ? 1 : 3);
        variables.put(dtype.toString(), tensor);
      }
    }
    assertTrue(variables.size() > 20);
    variables.put("scalar", TensorData.scalar(DType.F64, 0.1));
    variables.put("nothing", TensorData.zeros(DType.I64, 0, 5));
    var file = folder.resolve("kinds.ashlar");
    new AshlarExporter()
        .write(new Model(Parse.function(TEXT, OPERATORS), variables, Map.of()), file);
    assertEquals(variables, new AshlarImporter().read(file, OPERATORS).variables());
  }

  @Test
  void aKindThatCannotBeWrittenIsNamed() {
    var model =
        new Model(
            Parse.function(TEXT, OPERATORS),
            Map.of("names", TensorData.zeros(DType.STRING, 1)),
            Map.of());
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new AshlarExporter().write(model, folder.resolve("s.ashlar")));
    assertEquals("ashlar: variable names: no way to write string", error.getMessage());
    assertEquals(List.of(), list());
  }

  @Test
  void operatorsThatNobodyProvidesStayAsText() {
    var file = folder.resolve("layer.ashlar");
    new AshlarExporter()
        .write(new Model(Parse.function(TEXT, OPERATORS), Map.of(), Map.of()), file);
    var function = new AshlarImporter().read(file, id -> Optional.empty()).function();
    assertTrue(function.outputs().getFirst().op() instanceof Unknown);
    assertEquals(TEXT.strip(), Text.of(function).strip());
  }

  @Test
  void damagedFilesAreRefused() throws Exception {
    refused("", 0, "is no safetensors file: it has 0 bytes");
    refused("{", -1, "is no safetensors file, or cut off");
    refused("[]", 0, "header: is no JSON object");
    refused("{\"a\": ", 0, "header: is no JSON");
    refused("{}", 0, "has weights only: its metadata hold no program");
    refused("{}", 4, "header: the tensors take 0 bytes, the file has 4: it is damaged");
    refused(tensor("F99", "[1]", "[0, 4]"), 4, "tensor w: unknown dtype F99");
    refused(tensor("F32", "[-1]", "[0, 4]"), 4, "tensor w: shape is no whole number from 0");
    refused(tensor("F32", "[2]", "[0, 4]"), 4, "tensor w: its bytes 0 to 4 do not fit its shape");
    refused(
        tensor("F32", "[9223372036854775807, 9]", "[0, 4]"), 4, "tensor w: its shape is too large");
    refused(tensor("F32", "[1]", "[0]"), 4, "tensor w: has no two data_offsets");
    refused(tensor("F32", "[1]", "[4, 8]"), 8, "header: the bytes from 0 belong to no tensor");
    refused(tensor("F32", "[1]", "[0, 4]"), 3, "header: the tensors take 4 bytes");
    refused("{\"__metadata__\": {\"program\": \"nonsense\"}}", 0, "x.ashlar: ");
    refused("{\"a\": {}, \"a\": {}}", 0, "header: is no JSON");
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return "{\"w\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": %s}}"
        .formatted(dtype, shape, offsets);
  }

  private void refused(String header, int data, String reason) throws Exception {
    var file = folder.resolve("x.ashlar");
    var json = header.getBytes(StandardCharsets.UTF_8);
    var bytes =
        ByteBuffer.allocate(8 + json.length + Math.max(0, data)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(data < 0 ? Long.MAX_VALUE : json.length).put(json);
    Files.write(file, header.isEmpty() ? new byte[0] : bytes.array());
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> new AshlarImporter().read(file, OPERATORS));
    assertTrue(error.getMessage().contains(reason), error.getMessage());
  }

  private List<Path> list() {
    try (var files = Files.list(folder)) {
      return files.toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
