package org.ashlar.operators.image;

/// Where an element of a resized image lies in the argument. With the place `i`, the sizes `in` and
/// `out`, and the scale `s`:
public enum Coordinates {
  /// `(i + ½) / s - ½`
  HALF_PIXEL,
  /// `(i + ½) / s - ½ + in / 2 · (1 - out / (s · in))`: the centres meet where `s · in` is not
  /// whole.
  HALF_PIXEL_SYMMETRIC,
  /// HALF_PIXEL, but 0 where `out` is 1.
  PYTORCH_HALF_PIXEL,
  /// `i · (in - 1) / (s · in - 1)`: the corners meet.
  ALIGN_CORNERS,
  /// `i / s`
  ASYMMETRIC,
  /// `(i + ½) / s`
  TF_HALF_PIXEL_FOR_NN,
  /// The corners meet those of a region, given in shares of `in - 1`; outside the argument stands a
  /// number of its own.
  TF_CROP_AND_RESIZE
}
