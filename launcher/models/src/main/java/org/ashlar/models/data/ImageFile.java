package org.ashlar.models.data;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Pictures as tensors: resized to what the input says, channels first or last by where 1, 3 or 4
/// stands, floats from 0 to 1 and whole numbers from 0 to 255.
final class ImageFile {
  private ImageFile() {}

  /// @param sizes of the input; one below 0 is free
  static TensorData read(Path file, DType dtype, long[] sizes) {
    int rank = sizes.length;
    if (rank < 2 || rank > 4 || !dtype.isFloat() && !dtype.isInteger()) {
      throw new IllegalArgumentException(
          file
              + ": a picture is no "
              + dtype
              + Arrays.toString(sizes)
              + ": numbers of 2 to 4 dimensions");
    }
    int flat = rank == 2 ? -1 : channels(sizes);
    int high = flat == rank - 3 || flat < 0 ? rank - 2 : rank - 3;
    var image = load(file);
    int channels = flat < 0 ? 1 : sizes[flat] > 0 ? (int) sizes[flat] : 3;
    int height = sizes[high] > 0 ? (int) sizes[high] : image.getHeight();
    int width = sizes[high + 1] > 0 ? (int) sizes[high + 1] : image.getWidth();
    var pixels = resized(image, width, height);
    var shape = sizes.clone();
    Arrays.setAll(shape, d -> sizes[d] > 0 ? sizes[d] : 1);
    shape[high] = height;
    shape[high + 1] = width;
    if (flat >= 0) {
      shape[flat] = channels;
    }
    var tensor = TensorData.zeros(dtype, shape);
    boolean first = flat >= 0 && flat < high;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          long place = (long) y * width + x;
          long at = first ? (long) c * height * width + place : place * channels + c;
          double level = level(pixels.getRGB(x, y), c, channels);
          tensor.set(at, Codec.encode(dtype, dtype.isFloat() ? level / 255 : Math.rint(level)));
        }
      }
    }
    return tensor;
  }

  /// The dimension of the channels, of the last and the third from the end: the one of size 3, else
  /// 1, else 4; the latter where both could be.
  private static int channels(long[] sizes) {
    int last = sizes.length - 1;
    for (long count : new long[] {3, 1, 4}) {
      for (int d : new int[] {last - 2, last}) {
        if (sizes[d] == count) {
          return d;
        }
      }
    }
    return last - 2;
  }

  private static BufferedImage load(Path file) {
    try {
      var image = ImageIO.read(file.toFile());
      if (image == null) {
        throw new IllegalArgumentException(file + ": no picture that this JDK reads");
      }
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static BufferedImage resized(BufferedImage image, int width, int height) {
    var sized = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    var pen = sized.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    pen.drawImage(image, 0, 0, width, height, null);
    pen.dispose();
    return sized;
  }

  /// A channel of a pixel, 0 to 255; one channel is the luma of ITU-R BT.601.
  private static double level(int argb, int channel, int channels) {
    int red = argb >> 16 & 255;
    int green = argb >> 8 & 255;
    int blue = argb & 255;
    return channels == 1
        ? 0.299 * red + 0.587 * green + 0.114 * blue
        : switch (channel) {
          case 0 -> red;
          case 1 -> green;
          case 2 -> blue;
          default -> argb >>> 24;
        };
  }
}
