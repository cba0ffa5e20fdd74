package org.ashlar.itest.onnx;

import java.util.List;
import java.util.Map;
import org.ashlar.operators.Padding;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.ConvInteger;
import org.ashlar.operators.product.ConvTranspose;
import org.ashlar.operators.product.Einsum;
import org.ashlar.operators.product.Gemm;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.product.MatMulInteger;

/// Products against ONNX.
class ProductOnnxTest extends OnnxTest {
  @Override
  Map<String, Translation> translations() {
    return Map.of(
        "Conv",
        c ->
            List.of(
                Call.all(
                    c,
                    new Conv(
                        c.wholes("strides"),
                        c.wholes("pads"),
                        c.wholes("dilations"),
                        c.whole("group", 1),
                        padding(c)))),
        "ConvInteger",
        c ->
            List.of(
                Call.all(
                    c,
                    new ConvInteger(
                        c.wholes("strides"),
                        c.wholes("pads"),
                        c.wholes("dilations"),
                        c.whole("group", 1),
                        padding(c)))),
        "ConvTranspose",
        c ->
            List.of(
                Call.all(
                    c,
                    new ConvTranspose(
                        c.wholes("strides"),
                        c.wholes("pads"),
                        c.wholes("dilations"),
                        c.whole("group", 1),
                        c.wholes("output_padding"),
                        c.wholes("output_shape"),
                        padding(c)))),
        "Einsum",
        c -> List.of(Call.all(c, new Einsum(c.text("equation", "")))),
        "Gemm",
        c ->
            List.of(
                Call.all(
                    c,
                    new Gemm(
                        c.real("alpha", 1),
                        c.real("beta", 1),
                        c.flag("transA"),
                        c.flag("transB")))),
        "MatMul",
        c -> List.of(Call.all(c, new MatMul())),
        "MatMulInteger",
        c -> List.of(Call.all(c, new MatMulInteger())));
  }

  static Padding padding(OnnxCase c) {
    var said = c.text("auto_pad", "NOTSET");
    return said.equals("NOTSET") ? Padding.GIVEN : Padding.valueOf(said);
  }
}
