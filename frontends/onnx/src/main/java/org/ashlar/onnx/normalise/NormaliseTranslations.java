package org.ashlar.onnx.normalise;

import org.ashlar.onnx.translate.Translations;

/// The normalisations of ONNX.
public final class NormaliseTranslations {
  private NormaliseTranslations() {}

  public static void register(Translations into) {
    into.add("BatchNormalization", Batches::normalise, 1, 6, 7, 9, 14, 15)
        .add("InstanceNormalization", Groups::instances, 1, 6, 22)
        .add("GroupNormalization", Groups::groupsEighteen, 18)
        .add("GroupNormalization", Groups::groups, 21)
        .add("LayerNormalization", Layers::layer, 17)
        .add("RMSNormalization", Layers::rootMeanSquare, 23)
        .add("LRN", Neighbours::response, 1, 13)
        .add("MeanVarianceNormalization", Neighbours::meanVarianceOne, 1);
  }
}
