package org.ashlar.onnx.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.neural.Windows;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.pool.ArgMaxPool;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.LpPool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.pool.MaxUnpool;

/// Poolings under a window.
public final class Pools {
  private Pools() {}

  /// From version 8 with the places of the largest as second output.
  static List<Term> max(Call call) {
    var x = call.value(0);
    var kernel = call.wholes("kernel_shape");
    var strides = call.wholes("strides");
    var pads = Windows.pads(call);
    var dilations = call.wholes("dilations");
    var padding = Windows.padding(call);
    boolean ceil = call.flag("ceil_mode");
    var results = new ArrayList<Value>();
    results.add(call.apply(new MaxPool(kernel, strides, pads, dilations, padding, ceil), x));
    if (call.wants(1)) {
      boolean columns = call.flag("storage_order");
      results.add(
          call.apply(new ArgMaxPool(kernel, strides, pads, dilations, padding, ceil, columns), x));
    }
    return Term.of(results);
  }

  static List<Term> average(Call call) {
    return Term.of(call.apply(averageOf(call), call.value(0)));
  }

  /// The average that a node's attributes describe.
  public static AveragePool averageOf(Call call) {
    return new AveragePool(
        call.wholes("kernel_shape"),
        call.wholes("strides"),
        Windows.pads(call),
        call.flag("count_include_pad"),
        call.wholes("dilations"),
        Windows.padding(call),
        call.flag("ceil_mode"));
  }

  static List<Term> norm(Call call) {
    return Term.of(
        call.apply(
            new LpPool(
                power(call),
                call.wholes("kernel_shape"),
                call.wholes("strides"),
                Windows.pads(call),
                call.wholes("dilations"),
                Windows.padding(call),
                call.flag("ceil_mode")),
            call.value(0)));
  }

  /// The power of a norm, a float in the first version.
  static long power(Call call) {
    if (call.version() > 1) {
      return call.whole("p", 2);
    }
    double p = call.real("p", 2);
    if (p != Math.rint(p)) {
      throw call.refuse("p must be a whole number: " + p);
    }
    return (long) p;
  }

  static List<Term> unpool(Call call) {
    List<Long> shape = call.has(2) ? Arrays.stream(call.wholes(2)).boxed().toList() : List.of();
    return Term.of(
        call.apply(
            new MaxUnpool(
                call.wholes("kernel_shape"), call.wholes("strides"), call.wholes("pads"), shape),
            call.value(0),
            call.value(1)));
  }
}
