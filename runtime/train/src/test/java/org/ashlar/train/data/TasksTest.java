package org.ashlar.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data from files of the user: what is read, and what is said of files that are not as they should
/// be.
class TasksTest {
  @TempDir Path folder;

  private static byte[] idx(int magic, int[] sizes, int... bytes) {
    var buffer = ByteBuffer.allocate(4 + 4 * sizes.length + bytes.length).putInt(magic);
    Arrays.stream(sizes).forEach(buffer::putInt);
    for (int b : bytes) {
      buffer.put((byte) b);
    }
    return buffer.array();
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static final byte[] PICTURES = idx(0x803, new int[] {3, 1, 2}, 0, 255, 51, 102, 255, 255);
  private static final byte[] LABELS = idx(0x801, new int[] {3}, 2, 0, 1);

  private void put(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private Task load() {
    return Tasks.load(folder, Optional.empty());
  }

  private String refused() {
    return String.valueOf(assertThrows(IllegalArgumentException.class, this::load).getMessage());
  }

  @Test
  void picturesPlainAndPacked() throws IOException {
    put("train-images-idx3-ubyte", PICTURES);
    put("train-labels-idx1-ubyte.gz", packed(LABELS));
    put("t10k-images-idx3-ubyte.gz", packed(PICTURES));
    put("t10k-labels-idx1-ubyte", LABELS);
    var task = load();
    assertArrayEquals(new long[] {1, 1, 2}, task.sample());
    assertArrayEquals(new float[] {0, 1, 0.2f, 0.4f, 1, 1}, task.train().samples().toFloats());
    assertArrayEquals(new double[] {2, 0, 1}, task.test().labels().toDoubles());
    assertEquals(List.of("0", "1", "2"), task.classes());
    assertEquals(0.6, task.shift().get(0), 1e-6);
    assertEquals(1 / Math.sqrt(0.5 + 0.2 / 6 - 0.36), task.scale().get(0), 1e-5);
  }

  @Test
  void picturesWithoutATestHoldOutAFifth() throws IOException {
    put("train-images-idx3-ubyte", PICTURES);
    put("train-labels-idx1-ubyte", LABELS);
    assertEquals(2, load().train().size());
    assertEquals(1, load().test().size());
    assertEquals(load().test().samples(), load().test().samples());
  }

  @Test
  void damagedPicturesAreNamed() throws IOException {
    put("train-labels-idx1-ubyte", LABELS);
    var file = folder.resolve("train-images-idx3-ubyte");
    put("train-images-idx3-ubyte", LABELS);
    assertEquals(
        "idx " + file + ": begins with 00000801: bytes in 3 dimensions begin with 00000803",
        refused());
    put("train-images-idx3-ubyte", Arrays.copyOf(PICTURES, PICTURES.length - 1));
    assertEquals("idx " + file + ": is cut off or damaged: its header says 6 bytes", refused());
    put("train-images-idx3-ubyte", Arrays.copyOf(PICTURES, PICTURES.length + 1));
    assertEquals("idx " + file + ": goes on after its 6 bytes", refused());
    put("train-images-idx3-ubyte", new byte[3]);
    assertEquals("idx " + file + ": is cut off or damaged: has no header", refused());
    put("train-images-idx3-ubyte", idx(0x803, new int[] {-1, -1, 28}));
    assertEquals("idx " + file + ": says sizes which cannot be in it", refused());
    put("train-images-idx3-ubyte", idx(0x803, new int[] {60000, 28, 28}));
    assertEquals("idx " + file + ": says [60000, 28, 28], which cannot be in it", refused());
    put("train-images-idx3-ubyte", idx(0x803, new int[] {2, 1, 2}, 1, 2, 3, 4));
    assertEquals(
        "idx " + folder.resolve("train-labels-idx1-ubyte") + ": has 3 labels for 2 pictures",
        refused());
    Files.delete(file);
    put("train-images-idx3-ubyte.gz", Arrays.copyOf(packed(PICTURES), 25));
    assertEquals("idx " + file + ".gz: is cut off or damaged: its header says 6 bytes", refused());
  }

  @Test
  void tablesWithAndWithoutNames() throws IOException {
    Files.writeString(
        folder.resolve("train.csv"), "kind;\"a b\";c\n7;1;2.5\n3;-1e1;4\n\n7;0;1\n3;2;2\n");
    Files.writeString(folder.resolve("test.csv"), "kind;a b;c\n7;1;2\n3;5;6\n");
    var task = Tasks.load(folder, Optional.of("kind"));
    assertEquals(List.of("3", "7"), task.classes());
    assertArrayEquals(new float[] {1, 2.5f, -10, 4, 0, 1, 2, 2}, task.train().samples().toFloats());
    assertArrayEquals(new double[] {1, 0, 1, 0}, task.train().labels().toDoubles());
    assertArrayEquals(new double[] {-7 / 4.0, 9.5 / 4}, task.shift().toDoubles(), 1e-6);
  }

  @Test
  void theLastColumnIsTheLabelAndAFifthIsHeldOut() throws IOException {
    var file = folder.resolve("only.csv");
    Files.writeString(file, "1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n7,0\n8,1\n9,0\n10,1\n");
    var task = Tasks.load(file, Optional.empty());
    assertEquals(8, task.train().size());
    assertEquals(2, task.test().size());
    assertEquals(List.of("0", "1"), task.classes());
  }

  @Test
  void wrongTablesAreNamedWithTheirLines() throws IOException {
    var file = folder.resolve("train.csv");
    var csv = "csv " + file + ": ";
    Files.writeString(file, "a,b,y\n1,2,0\n1,x,1\n");
    assertEquals(csv + "line 3: column b: not a number: 'x'", refused());
    Files.writeString(file, "1,2,0\n\n1,2\n");
    assertEquals(csv + "line 3: has 2 cells, the first line has 3", refused());
    Files.writeString(file, "1,2,0\n1,,1\n");
    assertEquals(csv + "line 2: column 2: not a number: ''", refused());
    Files.writeString(file, "1,2,0\n1,NaN,1\n");
    assertEquals(csv + "line 2: column 2: not a number: 'NaN'", refused());
    Files.writeString(file, "");
    assertEquals(csv + "line 1: is empty", refused());
    Files.writeString(file, "a,y\n1,0.5\n2,1\n");
    assertEquals(
        csv + "column y: a label must be one of at most 1000 whole numbers, sample 1 has 0.5",
        refused());
    Files.writeString(file, "a,y\n1,1\n2,1\n");
    assertEquals(csv + "column y: all labels are the same", refused());
    Files.writeString(file, "a,y\n1,0\n2,1\n");
    assertEquals(
        csv + "no column z: it has [a, y]",
        assertThrows(IllegalArgumentException.class, () -> Tasks.load(folder, Optional.of("z")))
            .getMessage());
    Files.writeString(folder.resolve("test.csv"), "a,y\n1,0\n2,5\n");
    assertEquals(
        "csv "
            + folder.resolve("test.csv")
            + ": sample 2: label 5.0 is not among those to train on",
        refused());
  }

  @Test
  void aPlaceWithoutDataIsNamed() throws IOException {
    put("notes.txt", new byte[0]);
    assertEquals(
        "data "
            + folder
            + ": has neither train-images-idx3-ubyte(.gz) nor a .csv file, but [notes.txt]",
        refused());
    put("a.csv", new byte[0]);
    put("b.csv", new byte[0]);
    assertEquals(
        "data " + folder + ": of several .csv files one must be named train.csv", refused());
    var nowhere = folder.resolve("nowhere");
    assertEquals(
        "data " + nowhere + ": does not exist",
        assertThrows(IllegalArgumentException.class, () -> Tasks.load(nowhere, Optional.empty()))
            .getMessage());
  }
}
