package org.ashlar.ir.stage;

import java.util.Arrays;
import java.util.Locale;

/// In how many bits a program may keep its weights and multiply: what a user asks for, never what a
/// compiler chooses by itself.
public enum Precision {
  /// The program as it is written.
  F32,
  /// Weights of products in 16 bits with the exponents of f32; sums in f32.
  BF16,
  /// Weights of products in 16 bits with 11 significant ones, up to 65504; sums in f32.
  F16,
  /// Weights of products in 8 bits with a scale a column or channel, what they meet in 8 bits with
  /// a scale that fits it in every run; sums of integers.
  INT8;

  /// The precision of this name: `f32`, `bf16`, `f16` or `int8`.
  ///
  /// @throws IllegalArgumentException when there is none
  public static Precision of(String name) {
    return Arrays.stream(values())
        .filter(precision -> precision.toString().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "precision " + name + ": must be one of " + Arrays.toString(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
