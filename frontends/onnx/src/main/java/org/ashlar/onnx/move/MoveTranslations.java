package org.ashlar.onnx.move;

import org.ashlar.onnx.translate.Translations;

/// The ONNX operators that put elements at other places, or make tensors of sizes and places.
public final class MoveTranslations {
  private MoveTranslations() {}

  public static void register(Translations into) {
    into.add("Reshape", Reshapes::reshapeOne, 1)
        .add("Reshape", Reshapes::reshape, 5, 13, 14, 19, 21, 23, 24, 25)
        .add("Flatten", Reshapes::flatten, 1, 9, 11, 13, 21, 23, 24, 25)
        .add("Squeeze", Reshapes::squeeze, 1, 11, 13, 21, 23, 24, 25)
        .add("Unsqueeze", Reshapes::unsqueeze, 1, 11, 13, 21, 23, 24, 25)
        .add("Expand", Reshapes::expand, 8, 13)
        .add("Transpose", Tiles::transpose, 1, 13, 21, 23, 24, 25)
        .add("Concat", Tiles::concatOne, 1)
        .add("Concat", Tiles::concat, 4, 11, 13)
        .add("Tile", Tiles::tileOne, 1)
        .add("Tile", Tiles::tile, 6, 13)
        .add("Slice", Slices::sliceOne, 1)
        .add("Slice", Slices::slice, 10, 11, 13)
        .add("Split", Slices::splitTwo, 1, 2, 11)
        .add("Split", Slices::split, 13, 18)
        .add("Pad", Pads::padTwo, 1, 2)
        .add("Pad", Pads::pad, 11, 13, 18, 19, 21, 23, 24, 25)
        .add("Shape", Shapes::shape, 1, 13, 15, 19, 21, 23, 24, 25)
        .add("Size", Shapes::size, 1, 13, 19, 21, 23, 24, 25)
        .add("ConstantOfShape", Shapes::constantOfShape, 9, 20, 21, 23, 24, 25)
        .add("EyeLike", Makes::eyeLike, 9, 22)
        .add("Trilu", Makes::trilu, 14)
        .add("com.microsoft", "Trilu", Makes::trilu, 1)
        .add("Range", Makes::range, 11, 27)
        .add("DepthToSpace", Blocks::depthToSpace, 1, 11, 13)
        .add("SpaceToDepth", Blocks::spaceToDepth, 1, 13)
        .add("CenterCropPad", Blocks::centerCropPad, 18);
  }
}
