package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.image.AspectRatio;
import org.ashlar.operators.image.Coordinates;
import org.ashlar.operators.image.Interpolation;
import org.ashlar.operators.image.Resize;
import org.ashlar.operators.image.Rounding;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the operators on images.
class ImageTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(resize());
  }

  private static OperatorLaws resize() {
    return laws(
        new Resize(),
        Case.of("f32[1, 2, 3, 3]"),
        Case.of("u8[5]")
            .under(
                new Resize(
                    List.of(), list(3), list(), Interpolation.NEAREST, Coordinates.ASYMMETRIC)),
        Case.of("f32[1, 1, 3, 4]")
            .under(
                new Resize(
                    List.of(2.0, 0.6), list(), list(2, 3), Interpolation.LINEAR)),
        Case.of("f32[3, 4]")
            .under(
                new Resize(
                    List.of(), list(5, 3), list(), Interpolation.LINEAR, Coordinates.ALIGN_CORNERS)),
        Case.of("f32[6]")
            .under(
                new Resize(
                    List.of(),
                    list(4),
                    list(),
                    Interpolation.CUBIC,
                    Coordinates.PYTORCH_HALF_PIXEL,
                    Rounding.FLOOR,
                    -0.5,
                    true,
                    true,
                    AspectRatio.STRETCH,
                    List.of(),
                    0)),
        Case.of("f32[4, 6]")
            .under(
                new Resize(
                    List.of(),
                    list(6, 4),
                    list(),
                    Interpolation.LINEAR,
                    Coordinates.HALF_PIXEL_SYMMETRIC,
                    Rounding.FLOOR,
                    -0.5,
                    false,
                    true,
                    AspectRatio.NOT_LARGER,
                    List.of(),
                    0)),
        Case.of("f32[4, 4]").under(cropped(Interpolation.LINEAR)),
        Case.of("f32[4, 4]").under(cropped(Interpolation.NEAREST)),
        Case.refused("i32[4]").under(new Resize(List.of(2.0), list(), list(), Interpolation.CUBIC)),
        Case.refused("f32[4]").under(new Resize(List.of(2.0), list(3), list(), Interpolation.CUBIC)),
        Case.refused("f32[4]").under(new Resize(List.of(0.0), list(), list(), Interpolation.CUBIC)));
  }

  private static Resize cropped(Interpolation mode) {
    return new Resize(
        List.of(),
        list(3, 3),
        list(),
        mode,
        Coordinates.TF_CROP_AND_RESIZE,
        Rounding.ROUND_PREFER_CEIL,
        -0.75,
        false,
        false,
        AspectRatio.STRETCH,
        List.of(0.4, 0.6, 1.2, 1.7),
        10);
  }
}
