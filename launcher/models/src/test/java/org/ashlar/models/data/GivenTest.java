package org.ashlar.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.stage.Port;
import org.ashlar.models.exec.Readers;
import org.ashlar.testkit.TestRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenTest {
  private static final TensorType PAIR = TensorType.of(DType.F32, 2);

  @TempDir Path folder;

  private final Given given =
      new Given(new Readers(TestRegistry.ofClassPath()), Map.of("batch", 3L));

  private Datum value(Type type, String source) {
    return given.of(List.of(new Port("x", type, false)), Map.of("x", source)).get("x");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void jsonIsWhateverTheInputIs() throws IOException {
    assertEquals(
        TensorData.of(DType.F32, new double[] {1, 2, 3, Double.NaN}, 2, 2),
        value(TensorType.of(DType.F32, 2, 2), file("a.json", "[[1, 2.0], [3, \"NaN\"]]")));
    assertEquals(
        Datum.Strings.of("a", "b"),
        value(TensorType.of(DType.STRING, 2), file("b.json", "[\"a\", \"b\"]")));
    var sequence = new Type.SequenceType(PAIR);
    assertEquals(
        new Datum.Sequence(PAIR, List.of(TensorData.of(new float[] {1, 2}, 2))),
        value(sequence, file("c.json", "[[1, 2]]")));
    assertEquals(
        new Datum.Maybe(PAIR, Optional.empty()),
        value(new Type.OptionalType(PAIR), file("d.json", "null")));
    assertEquals(
        new Datum.Table(
            DType.I64, PAIR, List.of(7L), List.of(TensorData.of(new float[] {1, 2}, 2))),
        value(new Type.MapType(DType.I64, PAIR), file("e.json", "{\"7\": [1, 2]}")));
    var wrong = file("f.json", "[[1, 2], [3]]");
    assertEquals(
        wrong + ": its arrays are of unlike length at depth 1",
        assertThrows(IllegalArgumentException.class, () -> value(PAIR, wrong)).getMessage());
  }

  @Test
  void aPictureIsResizedAndItsChannelsStandWhereTheInputHasThem() throws IOException {
    var image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 4; i++) {
      image.setRGB(i % 2, i / 2, 0xFF8000);
    }
    var file = folder.resolve("x.png");
    ImageIO.write(image, "png", file.toFile());
    var first = (TensorData) value(TensorType.of(DType.F32, 1, 3, 4, 4), file.toString());
    assertEquals(TensorType.of(DType.F32, 1, 3, 4, 4), first.type());
    assertEquals(1, first.get(0));
    assertEquals(128 / 255f, (float) first.get(16));
    assertEquals(0, first.get(32));
    var last = (TensorData) value(TensorType.of(DType.U8, 1, 4, 4, 3), file.toString());
    assertEquals(List.of(255.0, 128.0, 0.0), List.of(last.get(0), last.get(1), last.get(2)));
    var grey = (TensorData) value(TensorType.of(DType.U8, 2, 2), file.toString());
    assertEquals(Math.rint(0.299 * 255 + 0.587 * 128), grey.get(0));
  }

  @Test
  void anArchiveOfTensorsIsReadByName() throws IOException {
    var npy = folder.resolve("x.npy");
    NpyFile.write(npy, TensorData.of(new float[] {1, 2}, 2));
    var npz = folder.resolve("all.npz");
    try (var zip = new ZipOutputStream(Files.newOutputStream(npz))) {
      for (var name : List.of("w.npy", "x.npy")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Files.readAllBytes(npy));
      }
    }
    assertEquals(TensorData.of(new float[] {1, 2}, 2), value(PAIR, npz.toString()));
    var port = List.of(new Port("z", PAIR, false));
    assertEquals(
        npz + ": has no tensor z: there are [w, x]",
        assertThrows(
                IllegalArgumentException.class, () -> given.of(port, Map.of("z", npz.toString())))
            .getMessage());
  }

  @Test
  void whatIsLeftOutIsMadeUpAndTheSameEachTime() {
    var open =
        new TensorType(
            DType.F32,
            new Shape(List.of(new Expr.Size("batch", 0, Integer.MAX_VALUE), Expr.of(2))));
    var ports = List.of(new Port("x", open, false), new Port("scale", PAIR, true));
    var values = given.of(ports, Map.of());
    assertEquals(Map.of("x", TensorType.of(DType.F32, 3, 2)).toString(), types(values));
    assertEquals(values, given.of(ports, Map.of("x", "random")));
    assertTrue(((TensorData) values.get("x")).get(0) < 1);
    assertEquals(
        "input y: the model has none of this name: its inputs are [x: f32[batch, 2], scale: f32[2]]",
        assertThrows(IllegalArgumentException.class, () -> given.of(ports, Map.of("y", "random")))
            .getMessage());
    assertEquals(
        "input x: none.npy: there is no such file, and it is not random",
        assertThrows(IllegalArgumentException.class, () -> given.of(ports, Map.of("x", "none.npy")))
            .getMessage());
  }

  private static String types(Map<String, Datum> values) {
    var types = new TreeMap<String, Type>();
    values.forEach((name, datum) -> types.put(name, datum.type()));
    return types.toString();
  }

  @Test
  void aValueInALine() {
    assertEquals(
        "f32[8]: 0.00000 1.00000 2.00000 3.00000 4.00000 5.00000 ...; from 0.00000 to 7.00000, mean 3.50000, largest at 7",
        Summary.of(TensorData.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 8)));
    assertEquals("u8[2]: 255 1", Summary.of(TensorData.of(DType.U8, new double[] {255, 1}, 2)));
    assertEquals("nothing", Summary.of(Datum.Maybe.none(PAIR)));
  }
}
