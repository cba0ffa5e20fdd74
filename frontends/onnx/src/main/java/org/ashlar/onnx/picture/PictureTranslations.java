package org.ashlar.onnx.picture;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;

/// The ONNX operator that decodes image files.
public final class PictureTranslations {
  private PictureTranslations() {}

  public static void register(Translations into) {
    into.add("ImageDecoder", PictureTranslations::decode, 20);
  }

  private static List<Term> decode(Call call) {
    var format = call.text("pixel_format", "RGB");
    var pixels =
        switch (format) {
          case "RGB" -> DecodeImage.Pixels.RGB;
          case "BGR" -> DecodeImage.Pixels.BGR;
          case "Grayscale" -> DecodeImage.Pixels.GRAYSCALE;
          default -> throw call.refuse("pixel_format must be RGB, BGR or Grayscale: " + format);
        };
    var op = new DecodeImage(call.fresh("height"), call.fresh("width"), pixels);
    if (call.isKnown(0)) {
      return List.of(new Term.Known(op.decode(call.known(0))));
    }
    return Term.of(call.apply(op, call.value(0)));
  }
}
