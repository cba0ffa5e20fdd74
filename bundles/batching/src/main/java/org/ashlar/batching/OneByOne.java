package org.ashlar.batching;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.HostFunction;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;

/// A host function on one example after the other.
///
/// @param batched for each argument whether its dimension 0 counts examples
/// @param of the operator's name, for messages
record OneByOne(String of, HostFunction one, List<Boolean> batched) implements HostFunction {
  static OneByOne of(Value call, HostFunction one, List<Boolean> batched) {
    return new OneByOne(call.op().name(), one, batched);
  }

  /// @throws IllegalArgumentException when examples may give results of different sizes
  static void check(Value call) {
    Set<Expr> known = new HashSet<>();
    call.args()
        .forEach(arg -> arg.tensor().shape().sizes().forEach(n -> known.addAll(Rewrite.free(n))));
    for (var result : call.results()) {
      for (var size : result.tensor().shape().sizes()) {
        if (!known.containsAll(Rewrite.free(size))) {
          throw Batch.refused(
              call.op(),
              "the sizes of its results depend on the numbers of each example: " + result.type());
        }
      }
    }
  }

  @Override
  public List<TensorData> apply(List<TensorData> args) {
    int first = batched.indexOf(true);
    long examples = args.get(first).sizes()[0];
    var results = new ArrayList<TensorData>();
    for (int example = 0; example < examples; example++) {
      var given = new ArrayList<TensorData>();
      for (int i = 0; i < args.size(); i++) {
        given.add(batched.get(i) ? slice(args.get(i), example) : args.get(i));
      }
      var made = one.apply(given);
      for (int r = 0; r < made.size(); r++) {
        if (example == 0) {
          results.add(stack(examples, made.get(r)));
        }
        put(results.get(r), example, made.get(r));
      }
    }
    return results;
  }

  private static TensorData slice(TensorData batch, int example) {
    long[] sizes = Arrays.copyOfRange(batch.sizes(), 1, batch.sizes().length);
    var one = TensorData.zeros(batch.dtype(), sizes);
    long bytes = one.elements() * one.dtype().bytes();
    MemorySegment.copy(batch.data(), example * bytes, one.data(), 0, bytes);
    return one;
  }

  private static TensorData stack(long examples, TensorData one) {
    long[] inner = one.sizes();
    long[] sizes = new long[inner.length + 1];
    sizes[0] = examples;
    System.arraycopy(inner, 0, sizes, 1, inner.length);
    return TensorData.zeros(one.dtype(), sizes);
  }

  private void put(TensorData all, int example, TensorData one) {
    long[] expected = Arrays.copyOfRange(all.sizes(), 1, all.sizes().length);
    if (!Arrays.equals(expected, one.sizes())) {
      throw new IllegalStateException(
          of
              + ": example "
              + example
              + " gives "
              + one
              + ", the first one "
              + Arrays.toString(expected));
    }
    long bytes = one.elements() * one.dtype().bytes();
    MemorySegment.copy(one.data(), 0, all.data(), example * bytes, bytes);
  }
}
