package org.ashlar.ir;

/// The type of a tensor: the dtype of its elements and its shape. Its text is `f32[4, 8]`.
public record TensorType(DType dtype, Shape shape) implements Type {
  public static TensorType of(DType dtype, long... sizes) {
    return new TensorType(dtype, Shape.of(sizes));
  }

  public int rank() {
    return shape.rank();
  }

  /// The size of a dimension; negative counts from the last, -1.
  public Expr size(int dimension) {
    return shape.size(dimension);
  }

  @Override
  public String toString() {
    return Text.of(this);
  }
}
