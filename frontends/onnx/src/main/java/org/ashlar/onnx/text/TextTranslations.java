package org.ashlar.onnx.text;

import java.util.function.IntPredicate;
import org.ashlar.onnx.translate.Translations;

/// The ONNX operators on strings, and those on numbers that take strings too.
public final class TextTranslations {
  private TextTranslations() {}

  public static void register(Translations into) {
    into.add("StringNormalizer", Texts::normalise, 10)
        .add("StringConcat", Texts::concat, 20)
        .add("StringSplit", Texts::split, 20)
        .add("RegexFullMatch", Texts::matches, 20)
        .add("TfIdfVectorizer", Counts::tfIdf, 9);
  }

  /// Lets translations of numbers take strings; after all of them are registered.
  public static void widen(Translations all) {
    for (var name :
        new String[] {
          "Compress", "Concat", "DepthToSpace", "Expand", "Flatten", "Gather", "GatherElements",
          "GatherND", "OneHot", "Pad", "Reshape", "ReverseSequence", "Scatter", "ScatterElements",
          "ScatterND", "Slice", "SpaceToDepth", "Split", "Squeeze", "TensorScatter", "Tile",
          "Transpose", "Trilu", "Unsqueeze", "Where"
        }) {
      widen(all, name, _ -> true);
    }
    widen(all, "Equal", _ -> false);
    widen(all, "Unique", output -> output == 0);
  }

  private static void widen(Translations all, String name, IntPredicate turned) {
    all.around(name, numbers -> StringMoves.of(numbers, turned));
  }
}
