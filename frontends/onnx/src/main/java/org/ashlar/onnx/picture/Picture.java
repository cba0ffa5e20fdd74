package org.ashlar.onnx.picture;

import com.github.jaiimageio.jpeg2000.impl.J2KImageReader;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// A decoded image.
///
/// @param pixels row by row, red in bits 16 to 23, green in 8 to 15, blue in 0 to 7
record Picture(int height, int width, int[] pixels) {
  /// The most rows and the most columns.
  static final int MOST = 1 << 16;

  /// The most pixels of one image: what a file of few bytes may claim.
  private static final long AREA = 1L << 27;

  /// The first image of a file.
  ///
  /// @throws IllegalArgumentException when it is none that is known here, is broken or too large
  static Picture read(byte[] file) {
    if (Pnm.is(file)) {
      return Pnm.read(file);
    }
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      var reader = reader(file, stream);
      try {
        reader.setInput(stream);
        claim(reader.getWidth(0), reader.getHeight(0));
        return of(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("image: cannot be read: " + e.getMessage(), e);
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException("image: is broken: " + e.getMessage(), e);
    }
  }

  /// Refuses sizes before memory is taken for them.
  static void claim(long width, long height) {
    if (width < 1 || height < 1 || width > MOST || height > MOST || width * height > AREA) {
      throw new IllegalArgumentException(
          "image: sizes must be 1.."
              + MOST
              + " and at most "
              + AREA
              + " pixels: "
              + width
              + " x "
              + height);
    }
  }

  private static ImageReader reader(byte[] file, ImageInputStream stream) {
    if (isJpeg2000(file)) {
      return new J2KImageReader(new J2KImageReaderSpi());
    }
    var readers = ImageIO.getImageReaders(stream);
    if (readers.hasNext()) {
      return readers.next();
    }
    boolean webp = starts(file, 'R', 'I', 'F', 'F') && file.length > 11 && file[8] == 'W';
    throw new IllegalArgumentException(
        webp
            ? "image: is WebP, which nothing here decodes: give JPEG, PNG, BMP, GIF, TIFF, JPEG 2000 or PNM"
            : "image: is none that is known here: give JPEG, PNG, BMP, GIF, TIFF, JPEG 2000 or PNM");
  }

  private static boolean isJpeg2000(byte[] file) {
    return starts(file, 0, 0, 0, 12, 'j', 'P') || starts(file, 0xff, 0x4f, 0xff, 0x51);
  }

  private static boolean starts(byte[] file, int... with) {
    if (file.length < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if ((file[i] & 255) != with[i]) {
        return false;
      }
    }
    return true;
  }

  /// Colours as the file has them: no profile is applied, what lies behind transparent pixels
  /// shows.
  private static Picture of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    var pixels = new int[Math.multiplyExact(width, height)];
    if (!hasBands(image)) {
      image.getRGB(0, 0, width, height, pixels, 0, width);
      return new Picture(height, width, pixels);
    }
    var raster = image.getRaster();
    int bands = raster.getNumBands();
    int shift = image.getColorModel().getComponentSize(0) - 8;
    var row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int red = row[x * bands] >> shift;
        boolean gray = bands < 3;
        int green = gray ? red : row[x * bands + 1] >> shift;
        int blue = gray ? red : row[x * bands + 2] >> shift;
        pixels[y * width + x] = red << 16 | green << 8 | blue;
      }
    }
    return new Picture(height, width, pixels);
  }

  /// Whether the raster has a band for each of gray or red, green and blue, of 8 bits or 16.
  private static boolean hasBands(BufferedImage image) {
    var model = image.getColorModel();
    return !(model instanceof IndexColorModel)
        && image.getSampleModel() instanceof ComponentSampleModel
        && Arrays.stream(model.getComponentSize()).distinct().count() == 1
        && (model.getComponentSize(0) == 8 || model.getComponentSize(0) == 16);
  }
}
