package org.ashlar.testkit;

import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Writes;

/// A kernel with its arguments and what it must leave in them.
///
/// @param name of the kernel, with the sizes where it has any
/// @param sizes one a size of the kernel
/// @param arguments one a parameter of the kernel; those that it only writes hold numbers that are
///   wrong
/// @param expected one a parameter that it writes
public record CorpusCase(
    String name,
    Kernel kernel,
    List<Long> sizes,
    List<TensorData> arguments,
    List<Expected> expected) {
  public CorpusCase {
    sizes = List.copyOf(sizes);
    arguments = List.copyOf(arguments);
    expected = List.copyOf(expected);
  }

  /// What a parameter must hold: each element within its tolerance, or within one unit in the last
  /// place of its dtype; integers exactly.
  public record Expected(int parameter, double[] values, double[] tolerances) {}

  /// The kernel as a plan of its own, whose inputs are {@link #inputs} and whose outputs are {@link
  /// #outputs}.
  public Plan plan() {
    return Plan.of(kernel);
  }

  /// The positions of the parameters that the kernel only reads.
  public List<Integer> inputs() {
    return positions(false);
  }

  /// The positions of the parameters that the kernel writes.
  public List<Integer> outputs() {
    return positions(true);
  }

  /// The arguments in memory of their own, to run the kernel on.
  public List<TensorData> fresh() {
    return arguments.stream().map(CorpusCase::copy).toList();
  }

  /// Whether the kernel left what it must.
  ///
  /// @param after the arguments after the run
  /// @throws AssertionError that names the first wrong element
  public void check(List<TensorData> after) {
    for (var e : expected) {
      var parameter = kernel.parameters().get(e.parameter()).name();
      var actual = after.get(e.parameter());
      for (int i = 0; i < e.values().length; i++) {
        double is = actual.get(i);
        if (!isClose(actual.dtype(), e.values()[i], is, e.tolerances()[i])) {
          throw new AssertionError(
              "corpus "
                  + name
                  + ": "
                  + parameter
                  + ": element "
                  + i
                  + " is "
                  + is
                  + ", expected "
                  + e.values()[i]
                  + " within "
                  + e.tolerances()[i]);
        }
      }
    }
    for (int position : inputs()) {
      if (!after.get(position).equals(arguments.get(position))) {
        throw new AssertionError(
            "corpus "
                + name
                + ": input "
                + kernel.parameters().get(position).name()
                + " was overwritten");
      }
    }
  }

  private static boolean isClose(DType dtype, double expected, double is, double tolerance) {
    if (Math.abs(is - expected) <= tolerance) {
      return true;
    }
    long rounded = Codec.encode(dtype, expected);
    return dtype.isFloat() && Math.abs(Codec.encode(dtype, is) - rounded) <= 1;
  }

  private List<Integer> positions(boolean written) {
    var all = Writes.of(kernel);
    return IntStream.range(0, kernel.parameters().size())
        .filter(i -> all.contains(kernel.parameters().get(i)) == written)
        .boxed()
        .toList();
  }

  private static TensorData copy(TensorData data) {
    var copy = TensorData.zeros(data.dtype(), data.sizes());
    for (long i = 0; i < data.elements(); i++) {
      copy.set(i, data.bits(i));
    }
    return copy;
  }

  @Override
  public String toString() {
    return name;
  }
}
