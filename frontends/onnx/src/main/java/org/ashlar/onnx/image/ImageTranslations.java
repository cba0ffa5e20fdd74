package org.ashlar.onnx.image;

import org.ashlar.onnx.translate.Translations;

/// The operators of ONNX that resize and sample images.
public final class ImageTranslations {
  private ImageTranslations() {}

  public static void register(Translations into) {
    into.add("Resize", Resizes::resizeTen, 10)
        .add("Resize", Resizes::resize, 11, 13, 18, 19)
        .add("Upsample", Resizes::upsampleOne, 1)
        .add("Upsample", Resizes::upsample, 7, 9, 10)
        .add("GridSample", Samples::gridSample, 16, 20, 22)
        .add("AffineGrid", Samples::affineGrid, 20)
        .add("Col2Im", Samples::col2Im, 18)
        .add("ImageScaler", Firsts::imageScaler, 1)
        .add("Crop", Firsts::crop, 1)
        .add("Scale", Firsts::scale, 1)
        .add("Affine", Firsts::affine, 1)
        .add("ScaledTanh", Firsts::scaledTanh, 1)
        .add("ParametricSoftplus", Firsts::parametricSoftplus, 1);
  }
}
