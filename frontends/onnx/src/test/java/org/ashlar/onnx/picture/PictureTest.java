package org.ashlar.onnx.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of images, made here, become their pixels.
final class PictureTest {
  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "tiff"})
  void filesWithoutLossGiveTheirPixels(String format) throws IOException {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x102030);
    image.setRGB(1, 0, 0xff8000);
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    var y = decode(bytes.toByteArray(), "RGB");
    assertArrayEquals(new long[] {1, 2, 3}, y.sizes());
    assertArrayEquals(new double[] {0x10, 0x20, 0x30, 255, 128, 0}, y.toDoubles());
  }

  @Test
  void grayStaysAsItIsWritten() throws IOException {
    var image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 77);
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    assertArrayEquals(new double[] {77, 77, 77}, decode(bytes.toByteArray(), "BGR").toDoubles());
    assertArrayEquals(new double[] {77}, decode(bytes.toByteArray(), "Grayscale").toDoubles());
  }

  @Test
  void plainMapsAreRead() {
    assertArrayEquals(
        new double[] {3, 2, 1},
        decode("P3 # red, green, blue\n1 1 255\n1 2 3\n", "BGR").toDoubles());
    assertArrayEquals(new double[] {0, 255}, decode("P1\n2 1\n10\n", "Grayscale").toDoubles());
    assertArrayEquals(new double[] {255, 0}, decode("P4\n2 1\n@", "Grayscale").toDoubles());
    assertArrayEquals(new double[] {76}, decode("P3 1 1 15 15 0 0", "Grayscale").toDoubles());
  }

  @Test
  void whatIsNoImageIsNamed() {
    assertRefused("image: pnm: ends before its 9 x 9 pixels", "P6 9 9 255\n");
    assertRefused(
        "image: sizes must be 1..65536 and at most 134217728 pixels: 99999999 x 1",
        "P5 99999999 1 255\n");
    assertRefused(
        "image: is WebP, which nothing here decodes: give JPEG, PNG, BMP, GIF, TIFF, JPEG 2000 or PNM",
        "RIFF....WEBPVP8 ");
    assertRefused(
        "image: is none that is known here: give JPEG, PNG, BMP, GIF, TIFF, JPEG 2000 or PNM",
        "hello");
  }

  private static void assertRefused(String message, String file) {
    var bytes = file.getBytes(StandardCharsets.ISO_8859_1);
    var e = assertThrows(IllegalArgumentException.class, () -> Picture.read(bytes));
    assertEquals(message, e.getMessage());
  }

  private static TensorData decode(String file, String format) {
    return decode(file.getBytes(StandardCharsets.ISO_8859_1), format);
  }

  private static TensorData decode(byte[] file, String format) {
    var data = TensorData.zeros(DType.U8, file.length);
    for (int i = 0; i < file.length; i++) {
      data.set(i, file[i] & 255);
    }
    return OneNode.of("ImageDecoder", 20).input(data).with("pixel_format", format).run();
  }
}
