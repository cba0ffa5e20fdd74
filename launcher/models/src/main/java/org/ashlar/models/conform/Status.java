package org.ashlar.models.conform;

import java.util.Locale;

/// How a conformance test ended.
enum Status {
  /// Every output is what came out elsewhere, within the tolerance, and every kernel ran on the
  /// device.
  PASS,
  /// An output is something else.
  FAIL,
  /// Something that the model needs is not there, or not on this device.
  UNSUPPORTED,
  /// The model draws random numbers, and ours are as good as those that came out elsewhere: the
  /// specification says types, shapes and distributions only.
  UNDETERMINED,
  /// There is nothing to derive: no floats, or steps instead of slopes.
  EXCLUDED,
  /// It took too long.
  TIMEOUT,
  /// The model or its data cannot be read, or something broke.
  ERROR;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
