package org.ashlar.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NpyFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"TF32", "C64", "C128", "STRING"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsWrittenIsRead(DType dtype) {
    var tensor = TensorData.of(dtype, new double[] {0, 1, 1, 0, 1, 1}, 2, 3);
    var file = folder.resolve("x.npy");
    NpyFile.write(file, tensor);
    var read = NpyFile.read(file);
    assertEquals(NpyHeader.written(dtype), read.dtype());
    assertEquals(6, read.elements());
    for (int i = 0; i < 6; i++) {
      assertEquals(tensor.get(i), read.get(i));
    }
  }

  @Test
  void theNumbersStandWhereNumpyPutsThem() throws IOException {
    var file = folder.resolve("x.npy");
    NpyFile.write(file, TensorData.of(new float[] {1, 2}, 2));
    var bytes = Files.readAllBytes(file);
    assertEquals(0, (bytes.length - 8) % 64);
    var header = new String(bytes, 10, bytes.length - 18, StandardCharsets.US_ASCII);
    assertTrue(
        header.startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"), header);
  }

  @Test
  void columnsFirstAndBigEndian() {
    var columns =
        read(
            "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3)}",
            1,
            0,
            4,
            0,
            2,
            0,
            5,
            0,
            3,
            0,
            6,
            0);
    assertEquals(TensorData.of(DType.I16, new double[] {1, 2, 3, 4, 5, 6}, 2, 3), columns);
    var big = read("{'descr': '>u2', 'fortran_order': False, 'shape': (2,)}", 1, 0, 0, 2);
    assertEquals(TensorData.of(DType.U16, new double[] {256, 2}, 2), big);
  }

  @Test
  void whatIsDamagedIsRefusedBeforeMemoryIsTaken() {
    refused(
        "x needs 4000000000000 bytes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000)}");
    refused(
        "beyond any memory",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}");
    refused(
        "elements of kind 'O8' are not read",
        "{'descr': '|O8', 'fortran_order': False, 'shape': (1,)}");
    refused(
        "says no simple kind", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}");
    var no =
        assertThrows(
            IllegalArgumentException.class,
            () -> NpyFile.read("x", new ByteArrayInputStream(new byte[4]), 4));
    assertEquals("x: no .npy file: it does not begin with \\x93NUMPY", no.getMessage());
  }

  private static void refused(String why, String header) {
    var no = assertThrows(IllegalArgumentException.class, () -> read(header, 1, 2, 3, 4));
    var said = no.getMessage().replace("f32[1000000, 1000000]", "x");
    assertTrue(said.contains(why), said);
  }

  private static TensorData read(String header, int... bytes) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length());
    out.write(header.length() >> 8);
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    for (int b : bytes) {
      out.write(b);
    }
    try {
      return NpyFile.read("x", new ByteArrayInputStream(out.toByteArray()), out.size());
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
