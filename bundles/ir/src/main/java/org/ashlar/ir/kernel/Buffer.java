package org.ashlar.ir.kernel;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Source;
import org.ashlar.ir.TensorType;

/// Memory with a shape, row-major without gaps. Names are unique within a kernel and within a plan.
public record Buffer(String name, DType dtype, List<Expr> sizes, Space space) implements Source {
  public Buffer {
    sizes = List.copyOf(sizes);
  }

  /// A buffer in device memory with the type of a tensor.
  public static Buffer global(String name, TensorType type) {
    return new Buffer(name, type.dtype(), type.shape().sizes(), Space.GLOBAL);
  }

  /// A scalar or small array in registers.
  public static Buffer registers(String name, DType dtype, long... sizes) {
    return new Buffer(name, dtype, Shape.of(sizes).sizes(), Space.REGISTERS);
  }

  public int rank() {
    return sizes.size();
  }

  public Shape shape() {
    return new Shape(sizes);
  }

  /// The bytes it takes, for constant sizes.
  public long bytes() {
    return Math.multiplyExact(shape().elements(), (long) dtype.bytes());
  }

  public Expr read(List<Expr> at) {
    return new Expr.Read(this, at);
  }

  public Expr read(Expr... at) {
    return read(List.of(at));
  }
}
