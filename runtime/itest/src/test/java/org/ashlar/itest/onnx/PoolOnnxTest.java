package org.ashlar.itest.onnx;

import java.util.List;
import java.util.Map;
import org.ashlar.operators.pool.ArgMaxPool;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.GlobalMaxPool;
import org.ashlar.operators.pool.LpPool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.pool.MaxUnpool;

/// Poolings against ONNX.
class PoolOnnxTest extends OnnxTest {
  @Override
  Map<String, Translation> translations() {
    return Map.of(
        "MaxPool", PoolOnnxTest::max,
        "AveragePool", PoolOnnxTest::average,
        "LpPool", PoolOnnxTest::lp,
        "GlobalAveragePool", c -> List.of(Call.all(c, new GlobalAveragePool())),
        "GlobalMaxPool", c -> List.of(Call.all(c, new GlobalMaxPool())),
        "MaxUnpool", PoolOnnxTest::unpool);
  }

  private static List<Call> max(OnnxCase c) {
    var values =
        new MaxPool(
            c.wholes("kernel_shape"),
            c.wholes("strides"),
            c.wholes("pads"),
            c.wholes("dilations"),
            ProductOnnxTest.padding(c),
            c.flag("ceil_mode"));
    var places =
        new ArgMaxPool(
            values.kernel(),
            values.strides(),
            values.pads(),
            values.dilations(),
            values.padding(),
            values.ceil(),
            c.flag("storage_order"));
    return List.of(Call.all(c, values), Call.all(c, places));
  }

  private static List<Call> average(OnnxCase c) {
    return List.of(
        Call.all(
            c,
            new AveragePool(
                c.wholes("kernel_shape"),
                c.wholes("strides"),
                c.wholes("pads"),
                c.flag("count_include_pad"),
                c.wholes("dilations"),
                ProductOnnxTest.padding(c),
                c.flag("ceil_mode"))));
  }

  private static List<Call> lp(OnnxCase c) {
    return List.of(
        Call.all(
            c,
            new LpPool(
                c.whole("p", 2),
                c.wholes("kernel_shape"),
                c.wholes("strides"),
                c.wholes("pads"),
                c.wholes("dilations"),
                ProductOnnxTest.padding(c),
                c.flag("ceil_mode"))));
  }

  private static List<Call> unpool(OnnxCase c) {
    return List.of(
        Call.of(
            new MaxUnpool(
                c.wholes("kernel_shape"), c.wholes("strides"), c.wholes("pads"), c.wholesOf(2)),
            0,
            1));
  }
}
