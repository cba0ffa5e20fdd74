package org.ashlar.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoints as files: whole ones come back bit for bit, others are refused.
class CheckpointsTest {
  @TempDir Path folder;

  static Checkpoint sample(int step) {
    return new Checkpoint(
        Map.of(
            "w", TensorData.of(new float[] {step, 2, Float.NaN, -0f, 5, 6}, 2, 3),
            "b.mean", TensorData.of(DType.BF16, new double[] {step}, 1),
            "n", TensorData.of(DType.I64, new double[] {step}),
            "none", TensorData.zeros(DType.F64, 0, 5)),
        Map.of("runs", Integer.toString(step), "text", "\"ü\" \n {}"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> !n.equals(".lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void comesBackBitForBit() {
    try (var checkpoints = Checkpoints.open(folder, 2)) {
      checkpoints.save(7, sample(7));
    }
    var latest = Checkpoints.latest(folder).orElseThrow();
    assertEquals(sample(7), latest.checkpoint());
    assertEquals(List.of(), latest.refused());
  }

  @Test
  void keepsTheLastFewAndTheBest() throws IOException {
    try (var checkpoints = Checkpoints.open(folder, 2)) {
      for (int step : new int[] {5, 10, 15, 20}) {
        checkpoints.save(step, sample(step));
      }
      checkpoints.saveBest(sample(10));
      assertEquals(sample(10), checkpoints.best().orElseThrow());
    }
    assertEquals(
        List.of(
            "best.safetensors", "step-000000000015.safetensors", "step-000000000020.safetensors"),
        names());
  }

  @Test
  void isAsSafetensorsSays() throws IOException {
    Path file;
    try (var checkpoints = Checkpoints.open(folder, 1)) {
      file = checkpoints.save(1, sample(1));
    }
    var bytes = Files.readAllBytes(file);
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, length % 8);
    assertEquals(
        "{\"__metadata__\":{\"runs\":\"1\",\"text\":\"\\\"ü\\\" \\n {}\"},"
            + "\"b.mean\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]},"
            + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[2,10]},"
            + "\"none\":{\"dtype\":\"F64\",\"shape\":[0,5],\"data_offsets\":[10,10]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[10,34]},"
            + "\"sha256\":{\"dtype\":\"U8\",\"shape\":[32],\"data_offsets\":[34,66]}}",
        new String(bytes, 8, length, StandardCharsets.UTF_8).strip());
    assertEquals(8 + length + 66, bytes.length);
  }

  /// One bit of every byte in turn.
  @Test
  void aDamagedFileIsRefusedWhereverTheDamageIs() throws IOException {
    Path file;
    try (var checkpoints = Checkpoints.open(folder, 1)) {
      file = checkpoints.save(1, sample(1));
    }
    var whole = Files.readAllBytes(file);
    var random = new Random(1);
    for (int at = 0; at < whole.length; at++) {
      var damaged = whole.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      var error = assertThrows(CheckpointException.class, () -> Checkpoints.read(file));
      assertEquals(
          "checkpoint " + file + ": is damaged or cut off: the checksum differs",
          error.getMessage(),
          "byte " + at);
    }
  }

  @Test
  void aFileCutOffAnywhereIsRefused() throws IOException {
    Path file;
    try (var checkpoints = Checkpoints.open(folder, 1)) {
      file = checkpoints.save(1, sample(1));
    }
    var whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      var error = assertThrows(CheckpointException.class, () -> Checkpoints.read(file));
      assertTrue(error.getMessage().contains("cut off"), error.getMessage());
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThrows(CheckpointException.class, () -> Checkpoints.read(file));
  }

  @Test
  void thePreviousOneIsTakenWhereTheNewestIsDamaged() throws IOException {
    try (var checkpoints = Checkpoints.open(folder, 3)) {
      checkpoints.save(1, sample(1));
      checkpoints.save(2, sample(2));
      var file = checkpoints.save(3, sample(3));
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
      var latest = Checkpoints.latest(folder).orElseThrow();
      assertEquals(sample(2), latest.checkpoint());
      assertEquals(
          List.of("checkpoint " + file + ": is damaged or cut off: the checksum differs"),
          latest.refused());
    }
  }

  @Test
  void whereAllAreDamagedNothingBeginsAnew() throws IOException {
    try (var checkpoints = Checkpoints.open(folder, 3)) {
      Files.write(checkpoints.save(1, sample(1)), new byte[10]);
      Files.write(checkpoints.save(2, sample(2)), new byte[0]);
      var error = assertThrows(CheckpointException.class, () -> Checkpoints.latest(folder));
      assertTrue(
          error.getMessage().startsWith("checkpoints " + folder + ": none is whole: checkpoint "),
          error.getMessage());
    }
    assertTrue(Checkpoints.latest(folder.resolve("not there")).isEmpty());
  }

  /// Files with a right checksum that say wrong things of themselves.
  @Test
  void sizesAreCheckedBeforeMemoryIsTaken() throws Exception {
    var end = "\"sha256\":{\"dtype\":\"U8\",\"shape\":[32],\"data_offsets\":[4,36]}}";
    for (var lie :
        List.of(
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1000000000,1000000000],\"data_offsets\":[0,4]},"
                + end,
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,8],\"data_offsets\":[0,4]},"
                + end,
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,-4]}," + end,
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}," + end,
            "{\"w\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}," + end,
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}," + end,
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{}," + end,
            "[]",
            "{\"w\": 3, " + end,
            "{\"w\":",
            "[".repeat(100_000))) {
      var file = folder.resolve("step-000000000001.safetensors");
      Files.write(file, sealed(lie));
      var error = assertThrows(CheckpointException.class, () -> Checkpoints.read(file), lie);
      assertTrue(error.getMessage().startsWith("checkpoint " + file + ": "), error.getMessage());
      assertFalse(error.getMessage().contains("checksum differs"), error.getMessage());
    }
  }

  private static byte[] sealed(String header) throws Exception {
    var json = header.getBytes(StandardCharsets.UTF_8);
    var bytes =
        ByteBuffer.allocate(8 + json.length + 36)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .putInt(0);
    var digest = MessageDigest.getInstance("SHA-256");
    digest.update(bytes.array(), 0, bytes.position());
    return bytes.put(digest.digest()).array();
  }

  @Test
  void oneTrainingAtATimeWritesToAFolder() {
    try (var _ = Checkpoints.open(folder, 1)) {
      var error = assertThrows(CheckpointException.class, () -> Checkpoints.open(folder, 1));
      assertEquals(
          "checkpoints " + folder + ": another training writes there: choose another folder",
          error.getMessage());
    }
    Checkpoints.open(folder, 1).close();
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertEquals(
        "checkpoint: has no fact x",
        assertThrows(IllegalArgumentException.class, () -> sample(1).fact("x")).getMessage());
    assertEquals(
        "checkpoint: has no tensor x: it was made by another network",
        assertThrows(
                IllegalArgumentException.class,
                () -> sample(1).require("x", TensorType.of(DType.F32)))
            .getMessage());
    assertEquals(
        "checkpoint: w is f32[2, 3], the network has f32[3]",
        assertThrows(
                IllegalArgumentException.class,
                () -> sample(1).require("w", TensorType.of(DType.F32, 3)))
            .getMessage());
  }
}
