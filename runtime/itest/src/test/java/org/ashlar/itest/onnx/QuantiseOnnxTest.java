package org.ashlar.itest.onnx;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.operators.quantise.DequantizeLinear;
import org.ashlar.operators.quantise.DynamicQuantizeLinear;
import org.ashlar.operators.quantise.QLinearConv;
import org.ashlar.operators.quantise.QLinearMatMul;
import org.ashlar.operators.quantise.QuantizeLinear;

/// Operators on few bits against ONNX.
class QuantiseOnnxTest extends OnnxTest {
  @Override
  Map<String, Translation> translations() {
    return Map.of(
        "QuantizeLinear",
        c ->
            List.of(
                Call.all(
                    c,
                    new QuantizeLinear(
                        c.whole("axis", 1),
                        c.whole("block_size", 0),
                        c.dtype("output_dtype", DType.U8),
                        c.whole("saturate", 1) != 0))),
        "DequantizeLinear",
        c ->
            List.of(
                Call.all(c, new DequantizeLinear(c.whole("axis", 1), c.whole("block_size", 0)))),
        "DynamicQuantizeLinear",
        c -> List.of(Call.all(c, new DynamicQuantizeLinear())),
        "QLinearMatMul",
        c -> List.of(Call.all(c, new QLinearMatMul())),
        "QLinearConv",
        c ->
            List.of(
                Call.all(
                    c,
                    new QLinearConv(
                        c.wholes("strides"),
                        c.wholes("pads"),
                        c.wholes("dilations"),
                        c.whole("group", 1),
                        ProductOnnxTest.padding(c)))));
  }
}
