package org.ashlar.operators.image;

/// In which order the places of a block stand among the channels.
public enum BlockOrder {
  /// The place counts most: all channels of the first place come first.
  DCR,
  /// The channel counts most: all places of the first channel come first, as in pixel shuffling.
  CRD
}
