package org.ashlar.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.schema.SequenceProto;
import org.ashlar.onnx.schema.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The services as others meet them: which files they take, and what they make of them.
final class OnnxImporterTest {
  @TempDir Path folder;

  private static byte[] model() {
    return Written.proto("in x f32[n, 2]\ninit w f32[2] 1 2\ny = Add(x, w)\nout y\n")
        .build()
        .toByteArray();
  }

  @Test
  void whichFilesItTakes() throws IOException {
    var importer = new OnnxImporter();
    assertTrue(importer.accepts(folder.resolve("there_is_none.onnx")));
    assertTrue(importer.accepts(Files.write(folder.resolve("model"), model())));
    assertFalse(importer.accepts(Files.writeString(folder.resolve("notes"), "a text")));
    assertFalse(importer.accepts(folder.resolve("none")));
  }

  @Test
  void aProgramForAnySize() throws IOException {
    var file = Files.write(folder.resolve("m.onnx"), model());
    var model = new OnnxImporter().read(file, NodeTests.vocabulary());
    assertEquals(
        "f32[n:0..2147483647, 2]", model.function().outputs().getFirst().type().toString());
    assertEquals("21", model.facts().get("opset.ai.onnx"));
  }

  @Test
  void errorsNameTheFile() throws IOException {
    var file = Files.write(folder.resolve("m.onnx"), new byte[] {8, 7, 18});
    var said =
        assertThrows(
                IllegalArgumentException.class,
                () -> new OnnxImporter().open(file, NodeTests.vocabulary()))
            .getMessage();
    assertTrue(String.valueOf(said).startsWith(file + ": is no ONNX model, or damaged: "), said);
  }

  /// Numbers of a large file are read where they lie.
  @Test
  void largeFilesAreMapped() throws IOException {
    var numbers = new float[1 << 19];
    numbers[7] = 5;
    var text = Written.proto("in x f32[]\ny = Add(x, w)\nout y\n");
    var data = TensorData.of(numbers, numbers.length);
    text.getGraphBuilder()
        .addInitializer(
            TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addDims(numbers.length)
                .setRawData(com.google.protobuf.ByteString.copyFrom(data.data().asByteBuffer())));
    var file = Files.write(folder.resolve("large.onnx"), text.build().toByteArray());
    var model = new OnnxImporter().read(file, NodeTests.vocabulary());
    var weights = model.variables().get("w");
    assertTrue(weights.data().isMapped(), weights::toString);
    assertEquals(5, weights.get(7));
  }

  @Test
  void valuesOfTestFiles() throws IOException {
    var two = TensorProto.newBuilder().setDataType(1).addDims(2).addFloatData(3).addFloatData(4);
    var file = folder.resolve("input_0.pb");
    Files.write(
        file,
        SequenceProto.newBuilder().addTensorValues(two).addTensorValues(two).build().toByteArray());
    var type = new org.ashlar.ir.Type.SequenceType(TensorType.of(DType.F32, 2));
    var read = (Datum.Sequence) new OnnxValueReader().read(file, type);
    assertEquals(2, read.items().size());
    assertArrayEquals(new float[] {3, 4}, ((TensorData) read.items().getFirst()).toFloats());
    assertEquals("pb", new OnnxValueReader().suffix());
    Files.write(file, new byte[] {1, 2, 3});
    assertThrows(IllegalArgumentException.class, () -> new OnnxValueReader().read(file, type));
  }

  /// Every kind of number the format has, in both ways that it writes them.
  @Test
  void everyKindOfNumber() throws IOException {
    for (int number = 1; number <= 26; number++) {
      var dtype = Kinds.of(number);
      if (dtype.kind() == DType.Kind.COMPLEX || dtype == DType.STRING) {
        continue;
      }
      var raw =
          TensorProto.newBuilder()
              .setDataType(number)
              .addDims(1)
              .setRawData(com.google.protobuf.ByteString.copyFrom(bits(dtype)));
      var fields = TensorProto.newBuilder().setDataType(number).addDims(1);
      switch (dtype) {
        case F32 -> fields.addFloatData(1);
        case F64 -> fields.addDoubleData(1);
        case I64 -> fields.addInt64Data(1);
        case U32, U64 -> fields.addUint64Data(1);
        default -> fields.addInt32Data((int) org.ashlar.ir.Codec.encode(dtype, 1));
      }
      var type = TensorType.of(dtype, 1);
      for (var written : new TensorProto.Builder[] {raw, fields}) {
        var file = Files.write(folder.resolve("k.pb"), written.build().toByteArray());
        var read = (TensorData) new OnnxValueReader().read(file, type);
        assertEquals(1, read.get(0), () -> "kind " + dtype);
        assertEquals(type, read.type());
      }
    }
  }

  private static byte[] bits(DType dtype) {
    long bits = org.ashlar.ir.Codec.encode(dtype, 1);
    var bytes = new byte[dtype.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (bits >>> 8 * i);
    }
    return bytes;
  }
}
