package org.ashlar.onnx.picture;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.osgi.service.component.annotations.Component;

/// The elements of an image (`u8[height, width, channels]`) from the bytes of a file of it.
///
/// Takes `u8[n]`: JPEG, PNG, BMP, GIF, TIFF, JPEG 2000 or PNM. Height and width are known once it
/// has run. Has no gradient. (ONNX operator ImageDecoder.)
///
/// @param height the name of the first size of the result
/// @param width the name of the second
/// @param pixels what its last dimension holds
@Component(service = Operator.class)
public record DecodeImage(String height, String width, Pixels pixels) implements Operator {
  /// What stands at one place of an image.
  public enum Pixels {
    RGB,
    BGR,
    GRAYSCALE;

    int channels() {
      return this == GRAYSCALE ? 1 : 3;
    }
  }

  public DecodeImage() {
    this("height", "width", Pixels.RGB);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(a.dtype(0) == DType.U8 && a.rank(0) == 1, "takes the bytes of a file")
        .require(!height.isEmpty() && !width.isEmpty(), "sizes need names");
    var sizes =
        List.<Expr>of(
            new Expr.Size(height, 1, Picture.MOST),
            new Expr.Size(width, 1, Picture.MOST),
            Expr.of(pixels.channels()));
    return List.of(new TensorType(DType.U8, new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return new Meaning.Opaque(
        "the pixels of the image that a file shows, each as " + pixels,
        data -> List.of(decode(data.getFirst())));
  }

  /// The pixels of the image in a file.
  ///
  /// @throws IllegalArgumentException when it is no image that is known here
  TensorData decode(TensorData file) {
    var bytes = new byte[Math.toIntExact(file.elements())];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) file.bits(i);
    }
    var picture = Picture.read(bytes);
    var result = TensorData.zeros(DType.U8, picture.height(), picture.width(), pixels.channels());
    long at = 0;
    for (int rgb : picture.pixels()) {
      int red = rgb >> 16 & 255;
      int green = rgb >> 8 & 255;
      int blue = rgb & 255;
      if (pixels == Pixels.GRAYSCALE) {
        // luma of ITU-R 601-2, in 16 bits behind the point
        result.set(at++, (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
      } else {
        result.set(at++, pixels == Pixels.RGB ? red : blue);
        result.set(at++, green);
        result.set(at++, pixels == Pixels.RGB ? blue : red);
      }
    }
    return result;
  }
}
