package org.ashlar.operators.image;

/// What sizes mean that an image is to have.
public enum AspectRatio {
  /// Exactly these.
  STRETCH,
  /// The largest of the same proportions that none exceeds.
  NOT_LARGER,
  /// The smallest of the same proportions that exceeds all.
  NOT_SMALLER
}
