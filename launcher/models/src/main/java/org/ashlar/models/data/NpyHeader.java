package org.ashlar.models.data;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ashlar.ir.DType;

/// What the header of a `.npy` file says.
///
/// @param fortran whether the first dimension runs fastest
record NpyHeader(DType dtype, boolean bigEndian, boolean fortran, long[] sizes) {
  private static final Map<String, DType> KINDS =
      Map.ofEntries(
          Map.entry("b1", DType.BOOL),
          Map.entry("i1", DType.I8),
          Map.entry("i2", DType.I16),
          Map.entry("i4", DType.I32),
          Map.entry("i8", DType.I64),
          Map.entry("u1", DType.U8),
          Map.entry("u2", DType.U16),
          Map.entry("u4", DType.U32),
          Map.entry("u8", DType.U64),
          Map.entry("f2", DType.F16),
          Map.entry("f4", DType.F32),
          Map.entry("f8", DType.F64));
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z]\\d*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

  static NpyHeader of(String what, String text) {
    var descr = DESCR.matcher(text);
    var order = ORDER.matcher(text);
    var shape = SHAPE.matcher(text);
    if (!descr.find() || !order.find() || !shape.find()) {
      throw new IllegalArgumentException(
          what + ": its header says no simple kind, order and shape: " + text.strip());
    }
    var dtype = KINDS.get(descr.group(2));
    if (dtype == null) {
      throw new IllegalArgumentException(
          what + ": elements of kind '" + descr.group(2) + "' are not read");
    }
    return new NpyHeader(
        dtype,
        descr.group(1).equals(">"),
        order.group(1).equals("True"),
        sizes(what, shape.group(1)));
  }

  private static long[] sizes(String what, String text) {
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(size -> !size.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + ": its shape is not one: (" + text + ")", e);
    }
  }

  /// The kind in which NumPy can hold numbers of a kind.
  static DType written(DType dtype) {
    return KINDS.containsValue(dtype)
        ? dtype
        : switch (dtype.kind()) {
          case SIGNED -> DType.I8;
          case UNSIGNED, BOOL -> DType.U8;
          case FLOAT -> DType.F32;
          case COMPLEX, STRING ->
              throw new IllegalArgumentException(dtype + ": cannot be written as .npy");
        };
  }

  static String code(DType dtype) {
    Optional<String> found =
        KINDS.entrySet().stream()
            .filter(e -> e.getValue() == dtype)
            .map(Map.Entry::getKey)
            .findFirst();
    return (dtype.bytes() == 1 ? "|" : "<") + found.orElseThrow();
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(sizes);
  }
}
