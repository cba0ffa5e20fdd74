package org.ashlar.onnx.pool;

import org.ashlar.onnx.translate.Translations;

/// The poolings of ONNX.
public final class PoolTranslations {
  private PoolTranslations() {}

  public static void register(Translations into) {
    into.add("MaxPool", Pools::max, 1, 8, 10, 11, 12, 22)
        .add("AveragePool", Pools::average, 1, 7, 10, 11, 19, 22)
        .add("LpPool", Pools::norm, 1, 2, 11, 18, 22)
        .add("MaxUnpool", Pools::unpool, 9, 11, 22)
        .add("GlobalMaxPool", Globals::max, 1, 22)
        .add("GlobalAveragePool", Globals::average, 1, 22)
        .add("GlobalLpPool", Globals::norm, 1, 2, 22)
        .add("MaxRoiPool", Regions::max, 1, 22)
        .add("RoiAlign", Regions::align, 10, 16, 22);
  }
}
