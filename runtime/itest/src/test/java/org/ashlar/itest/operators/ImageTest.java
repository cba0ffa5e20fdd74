package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.image.AffineGrid;
import org.ashlar.operators.image.AspectRatio;
import org.ashlar.operators.image.BlockOrder;
import org.ashlar.operators.image.CenterCropPad;
import org.ashlar.operators.image.Col2Im;
import org.ashlar.operators.image.Coordinates;
import org.ashlar.operators.image.DeformConv;
import org.ashlar.operators.image.DepthToSpace;
import org.ashlar.operators.image.GridSample;
import org.ashlar.operators.image.Im2Col;
import org.ashlar.operators.image.Interpolation;
import org.ashlar.operators.image.MaxRoiPool;
import org.ashlar.operators.image.Outside;
import org.ashlar.operators.image.Resize;
import org.ashlar.operators.image.RoiAlign;
import org.ashlar.operators.image.Rounding;
import org.ashlar.operators.image.SpaceToDepth;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the operators on images.
class ImageTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        affineGrid(),
        centerCropPad(),
        col2Im(),
        deformConv(),
        depthToSpace(),
        gridSample(),
        im2Col(),
        maxRoiPool(),
        resize(),
        roiAlign(),
        spaceToDepth());
  }

  private static OperatorLaws affineGrid() {
    return laws(
        new AffineGrid(),
        Case.of("f32[2, 2, 3]").under(new AffineGrid(list(3, 2), false)),
        Case.of("f32[1, 3, 4]").under(new AffineGrid(list(2, 3, 1), true)),
        Case.refused("f32[2, 3, 4]"));
  }

  private static OperatorLaws centerCropPad() {
    return laws(
        new CenterCropPad(),
        Case.of("f32[2, 4, 5]"),
        Case.of("f32[4, 5]").under(new CenterCropPad(list(7, 2), list())),
        Case.of("bool[3]").under(new CenterCropPad(list(4), list(-1))),
        Case.refused("f32[4]").under(new CenterCropPad(list(7, 2), list())));
  }

  private static OperatorLaws col2Im() {
    return laws(
        new Col2Im(),
        Case.of("f32[1, 8, 4]"),
        Case.of("f32[1, 6, 6]")
            .under(new Col2Im(list(5, 4), list(3, 2), list(2, 2), list(1, 0, 0, 2), list())),
        Case.of("f32[1, 4, 3]").under(new Col2Im(list(6), list(2), list(2), list(1, 0), list(2))),
        Case.refused("f32[1, 8, 5]"),
        Case.refused("f32[1, 7, 4]"));
  }

  private static OperatorLaws deformConv() {
    return laws(
        new DeformConv(),
        Case.of("f32[1, 1, 3, 3]", "f32[2, 1, 2, 2]", "f32[1, 8, 2, 2]").within(2, -1.3, 1.2),
        // two groups of channels and of offsets, and a mask
        Case.of("f64[1, 2, 5]", "f64[2, 1, 2]", "f64[1, 4, 2]", "f64[1, 4, 2]")
            .within(2, -1.3, 1.2)
            .under(new DeformConv(list(2), list(1, 0), list(2), 2, 2)),
        Case.refused("f32[1, 1, 3, 3]", "f32[2, 1, 2, 2]", "f32[1, 4, 2, 2]"),
        Case.refused("f32[1, 3, 3, 3]", "f32[2, 1, 2, 2]", "f32[1, 8, 2, 2]"));
  }

  private static OperatorLaws depthToSpace() {
    return laws(
        new DepthToSpace(),
        Case.of("f32[1, 8, 2, 3]"),
        Case.of("u8[1, 8, 2, 3]").under(new DepthToSpace(2, BlockOrder.CRD)),
        Case.refused("f32[1, 6, 2, 3]"));
  }

  private static OperatorLaws gridSample() {
    return laws(
        new GridSample(),
        Case.of("f32[1, 2, 3, 4]", "f32[1, 2, 2, 2]").within(1, -1.5, 1.5),
        Case.of("f32[1, 1, 3, 4]", "f32[1, 2, 3, 2]")
            .within(1, -3, 3)
            .under(new GridSample(Interpolation.CUBIC, Outside.REFLECTION, true)),
        Case.of("f32[1, 1, 3, 4]", "f32[1, 2, 3, 2]")
            .within(1, -3, 3)
            .under(new GridSample(Interpolation.LINEAR, Outside.REFLECTION, false)),
        Case.of("f32[1, 1, 3, 4]", "f32[1, 2, 3, 2]")
            .under(new GridSample(Interpolation.LINEAR, Outside.BORDER, false)),
        Case.of("f32[1, 1, 2, 3, 4]", "f32[1, 1, 2, 2, 3]").within(1, -1.2, 1.2),
        Case.of("f32[1, 1, 2, 3, 4]", "f32[1, 1, 2, 2, 3]")
            .under(new GridSample(Interpolation.NEAREST, Outside.ZEROS, false)),
        Case.refused("f32[1, 2, 3, 4]", "f32[1, 2, 2, 3]"),
        Case.refused("i32[1, 2, 3, 4]", "f32[1, 2, 2, 2]"));
  }

  private static OperatorLaws im2Col() {
    return laws(
        new Im2Col(),
        Case.of("f32[1, 2, 3, 3]"),
        Case.of("f32[1, 1, 5, 4]")
            .under(new Im2Col(list(3, 2), list(2, 1), list(1, 0, 0, 2), list(1, 2))),
        Case.of("i32[1, 2, 5]").under(new Im2Col(list(2), list(), list(), list())),
        Case.refused("f32[1, 2, 3]"));
  }

  private static OperatorLaws maxRoiPool() {
    return laws(
        new MaxRoiPool(),
        Case.of("f32[3, 2, 3, 3]", "f32[2, 5]").within(1, 0, 3),
        Case.of("f32[5, 1, 3, 4]", "f32[2, 5]").within(1, 0, 5).under(new MaxRoiPool(2, 3, 0.75)),
        Case.refused("f32[3, 2, 3, 3]", "f32[2, 4]"));
  }

  private static OperatorLaws roiAlign() {
    return laws(
        new RoiAlign(),
        Case.of("f32[2, 1, 4, 4]", "f32[2, 4]", "i64[2]").within(1, 0, 4).within(2, 0, 1),
        Case.of("f32[2, 1, 4, 4]", "f32[2, 4]", "i64[2]")
            .within(1, 0, 6)
            .within(2, 0, 1)
            .under(new RoiAlign(2, 3, 0.75, 2, false, false)),
        Case.of("f32[2, 1, 4, 4]", "f32[2, 4]", "i32[2]")
            .within(1, 0, 6)
            .within(2, 0, 1)
            .under(new RoiAlign(2, 1, 0.75, 0, false, true)),
        Case.refused("f32[2, 1, 4, 4]", "f32[2, 4]", "i64[3]"),
        Case.refused("f32[2, 1, 4, 4]", "f32[2, 5]", "i64[2]"));
  }

  private static OperatorLaws spaceToDepth() {
    return laws(
        new SpaceToDepth(),
        Case.of("f32[1, 2, 4, 6]"),
        Case.of("u8[1, 2, 2, 4]").under(new SpaceToDepth(2, BlockOrder.CRD)),
        Case.refused("f32[1, 2, 3, 4]"));
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
            .under(new Resize(List.of(2.0, 0.6), list(), list(2, 3), Interpolation.LINEAR)),
        Case.of("f32[3, 4]")
            .under(
                new Resize(
                    List.of(),
                    list(5, 3),
                    list(),
                    Interpolation.LINEAR,
                    Coordinates.ALIGN_CORNERS)),
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
        Case.refused("f32[4]")
            .under(new Resize(List.of(2.0), list(3), list(), Interpolation.CUBIC)),
        Case.refused("f32[4]")
            .under(new Resize(List.of(0.0), list(), list(), Interpolation.CUBIC)));
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
