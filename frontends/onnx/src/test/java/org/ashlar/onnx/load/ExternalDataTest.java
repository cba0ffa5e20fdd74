package org.ashlar.onnx.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ashlar.onnx.schema.StringStringEntryProto;
import org.ashlar.onnx.schema.TensorProto;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers in other files: inside the model's folder, and nowhere else.
final class ExternalDataTest {
  @TempDir Path around;
  private Path folder;

  @BeforeEach
  void files() throws IOException {
    folder = Files.createDirectory(around.resolve("model"));
    Files.write(around.resolve("secret"), floats(7, 8));
    Files.write(folder.resolve("weights"), floats(1, 2, 3, 4));
  }

  private static byte[] floats(float... numbers) {
    var bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return bytes.array();
  }

  private TensorProto tensor(String... keysAndValues) {
    var tensor = Models.tensor("w", 2).setDataLocation(TensorProto.DataLocation.EXTERNAL);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      tensor.addExternalData(
          StringStringEntryProto.newBuilder()
              .setKey(keysAndValues[i])
              .setValue(keysAndValues[i + 1]));
    }
    return tensor.build();
  }

  /// The numbers that a model file in the folder gets.
  private float[] read(TensorProto tensor) throws IOException {
    var model =
        Models.model(Models.graph(Models.node("Add", "y", "x", "w")).addInitializer(tensor));
    var file = folder.resolve("model.onnx");
    Files.write(file, model.build().toByteArray());
    var opened = ModelFile.open(file, Limits.DEFAULT);
    return opened.weights().of(opened.model().getGraph().getInitializer(0)).toFloats();
  }

  private String refused(String... keysAndValues) {
    return Models.refused(() -> {
      try {
        read(tensor(keysAndValues));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void aPartOfAFileIsRead() throws IOException {
    assertArrayEquals(
        new float[] {2, 3}, read(tensor("location", "weights", "offset", "4", "length", "8")));
    Files.createDirectory(folder.resolve("deep"));
    Files.write(folder.resolve("deep/weights"), floats(5, 6));
    assertArrayEquals(new float[] {5, 6}, read(tensor("location", "deep/weights")));
  }

  /// CVE-2022-25882, CVE-2024-27318: a location that leaves the folder.
  @ParameterizedTest
  @ValueSource(strings = {"../secret", "a/../../secret", "./../secret", ".."})
  void noWayOutOfTheFolder(String location) {
    assertEquals(
        "tensor w: external data: must lie in the model's folder: " + location,
        refused("location", location));
  }

  @Test
  void noAbsolutePlace() {
    var location = around.resolve("secret").toString();
    assertEquals(
        "tensor w: external data: must lie in the model's folder: " + location,
        refused("location", location));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..\\secret", "C:\\secret", "a\0b"})
  void onlyPlainNames(String location) {
    assertEquals(
        "tensor w: external data: no plain name: " + location, refused("location", location));
  }

  /// CVE-2026-27489: a link in the folder that leads out of it.
  @Test
  void noSymbolicLinks() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), around.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("up"), around);
    Files.createSymbolicLink(folder.resolve("same"), folder.resolve("weights"));
    assertEquals("tensor w: external data: must be no link: link", refused("location", "link"));
    assertEquals(
        "tensor w: external data: must be no link: up/secret", refused("location", "up/secret"));
    assertEquals("tensor w: external data: must be no link: same", refused("location", "same"));
  }

  @Test
  void noHardLinks() throws IOException {
    Files.createLink(folder.resolve("hard"), around.resolve("secret"));
    assertEquals(
        "tensor w: external data: must have one name only, this file has several (hard links):"
            + " hard",
        refused("location", "hard"));
  }

  /// CVE-2026-34445: keys that a reader would set blindly, sizes that it would allocate.
  @Test
  void onlyKnownKeysOnce() {
    assertEquals(
        "tensor w: external data: unknown key __class__",
        refused("location", "weights", "__class__", "x"));
    assertEquals(
        "tensor w: external data: the key location stands twice",
        refused("location", "weights", "location", "../secret"));
    assertEquals("tensor w: external data: says no location", refused("offset", "0"));
  }

  @Test
  void onlyBytesOfTheFile() {
    assertEquals(
        "tensor w: external data: bytes 12 to 20 are outside weights, which has 16",
        refused("location", "weights", "offset", "12"));
    assertEquals(
        "tensor w: external data: has 999999999999999999 bytes, its type needs 8",
        refused("location", "weights", "length", "999999999999999999"));
    assertTrue(
        refused("location", "weights", "offset", "999999999999999999").contains("are outside"));
    assertEquals(
        "tensor w: external data: no whole number from 0: -8",
        refused("location", "weights", "offset", "-8"));
    assertEquals(
        "tensor w: external data: no whole number from 0: 9223372036854775807",
        refused("location", "weights", "offset", "9223372036854775807"));
  }

  /// CVE-2026-28500: nothing is fetched, a place is a file's name.
  @Test
  void onlyFiles() {
    assertEquals(
        "tensor w: external data: there is no such file in the model's folder: http:/example.org/w",
        refused("location", "http:/example.org/w"));
    assertEquals(
        "tensor w: external data: there is no such file in the model's folder: .",
        refused("location", "."));
  }

  /// CVE-2025-51480, CVE-2024-5187: reading writes nothing and unpacks nothing.
  @Test
  void readingLeavesTheFolderAsItIs() throws IOException {
    read(tensor("location", "weights", "length", "8"));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aModelInMemoryHasNoFolder() {
    var model =
        Models.model(
                Models.graph(Models.node("Add", "y", "x", "w"))
                    .addInitializer(tensor("location", "weights")))
            .build();
    var opened = ModelFile.of(model.toByteArray(), Limits.DEFAULT);
    assertEquals(
        "tensor w: external data: a model that is no file has none",
        Models.refused(() -> opened.weights().of(opened.model().getGraph().getInitializer(0))));
  }
}
