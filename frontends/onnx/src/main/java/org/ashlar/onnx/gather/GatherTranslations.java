package org.ashlar.onnx.gather;

import org.ashlar.onnx.translate.Translations;

/// The ONNX operators whose places are numbers of another argument.
public final class GatherTranslations {
  private GatherTranslations() {}

  public static void register(Translations into) {
    into.add("Gather", Gathers::gather, 1, 11, 13)
        .add("GatherElements", Gathers::gatherElements, 11, 13)
        .add("GatherND", Gathers::gatherNd, 11, 12, 13)
        .add("Scatter", Scatters::scatterElements, 9, 11)
        .add("ScatterElements", Scatters::scatterElements, 11, 13, 16, 18)
        .add("ScatterND", Scatters::scatterNd, 11, 13, 16, 18)
        .add("TensorScatter", Scatters::tensorScatter, 24)
        .add("OneHot", Gathers::oneHot, 9, 11)
        .add("ReverseSequence", Gathers::reverseSequence, 10)
        .add("Compress", Gathers::compress, 9, 11);
  }
}
