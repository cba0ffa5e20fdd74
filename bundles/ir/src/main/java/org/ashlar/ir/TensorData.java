package org.ashlar.ir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The numbers of a tensor on the host: dtype, sizes, and the elements in row-major order,
/// little-endian, without gaps.
///
/// The memory belongs to whoever made it; the factories here use memory that the garbage collector
/// frees. Two tensors are equal when dtype, sizes and bits are.
public record TensorData(DType dtype, long[] sizes, MemorySegment data) implements Datum {
  public TensorData {
    sizes = sizes.clone();
    long need = Math.multiplyExact(elements(sizes), (long) dtype.bytes());
    if (data.byteSize() < need) {
      throw new IllegalArgumentException(
          "tensor: "
              + dtype
              + Arrays.toString(sizes)
              + " needs "
              + need
              + " bytes, not "
              + data.byteSize());
    }
  }

  /// Zeros.
  public static TensorData zeros(DType dtype, long... sizes) {
    long bytes = Math.multiplyExact(elements(sizes), (long) dtype.bytes());
    return new TensorData(dtype, sizes, Arena.ofAuto().allocate(Math.max(1, bytes), 64));
  }

  /// `f32` numbers, in row-major order.
  public static TensorData of(float[] values, long... sizes) {
    var tensor = zeros(DType.F32, sizes);
    tensor.requireElements(values.length);
    MemorySegment.copy(MemorySegment.ofArray(values), 0, tensor.data, 0, 4L * values.length);
    return tensor;
  }

  /// Numbers of any dtype, each rounded to it, in row-major order.
  public static TensorData of(DType dtype, double[] values, long... sizes) {
    var tensor = zeros(dtype, sizes);
    tensor.requireElements(values.length);
    for (int i = 0; i < values.length; i++) {
      tensor.set(i, Codec.encode(dtype, values[i]));
    }
    return tensor;
  }

  /// A scalar.
  public static TensorData scalar(DType dtype, double value) {
    return of(dtype, new double[] {value});
  }

  @Override
  public TensorType type() {
    return TensorType.of(dtype, sizes);
  }

  /// Whether it is of this type.
  public boolean is(TensorType type) {
    if (dtype != type.dtype() || sizes.length != type.rank()) {
      return false;
    }
    for (int d = 0; d < sizes.length; d++) {
      if (!(type.size(d) instanceof Expr.Const n) || n.bits() != sizes[d]) {
        return false;
      }
    }
    return true;
  }

  public long elements() {
    return elements(sizes);
  }

  /// The bits of an element ({@link Codec}).
  public long bits(long element) {
    return Codec.load(dtype, data, element * dtype.bytes());
  }

  public double get(long element) {
    return Codec.decode(dtype, bits(element));
  }

  /// Overwrites an element by its bits.
  public void set(long element, long bits) {
    Codec.store(dtype, data, element * dtype.bytes(), bits);
  }

  public float[] toFloats() {
    var values = new float[Math.toIntExact(elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) get(i);
    }
    return values;
  }

  public double[] toDoubles() {
    var values = new double[Math.toIntExact(elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i);
    }
    return values;
  }

  @Override
  public long[] sizes() {
    return sizes.clone();
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof TensorData that)
        || dtype != that.dtype
        || !Arrays.equals(sizes, that.sizes)) {
      return false;
    }
    long bytes = elements() * dtype.bytes();
    return MemorySegment.mismatch(data, 0, bytes, that.data, 0, bytes) == -1;
  }

  @Override
  public int hashCode() {
    return 31 * dtype.hashCode() + Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(sizes);
  }

  private void requireElements(long given) {
    if (given != elements()) {
      throw new IllegalArgumentException(
          "tensor: " + this + " has " + elements() + " elements, not " + given);
    }
  }

  private static long elements(long[] sizes) {
    long n = 1;
    for (long size : sizes) {
      n = Math.multiplyExact(n, size);
    }
    return n;
  }
}
