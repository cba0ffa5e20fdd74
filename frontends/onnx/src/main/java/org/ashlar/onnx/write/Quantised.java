package org.ashlar.onnx.write;

import java.util.Arrays;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.operators.product.ConvInteger;
import org.ashlar.operators.quantise.DequantizeLinear;
import org.ashlar.operators.quantise.QLinearConv;
import org.ashlar.operators.quantise.QLinearMatMul;
import org.ashlar.operators.quantise.QuantizeLinear;

/// Quantised numbers and their products.
final class Quantised {
  private Quantised() {}

  static void register(Phrases into) {
    numbers(into);
    bytes(into);
  }

  private static void numbers(Phrases into) {
    into.add(
            QuantizeLinear.class,
            (op, call, a, draft) ->
                Elements.said(
                    isByte(call.tensor().dtype())
                        && call.arg(0).tensor().dtype() == DType.F32
                        && call.arg(1).tensor().dtype() == DType.F32
                        && op.precision() == DType.F32
                        && (a.size() == 3 || call.tensor().dtype() == DType.U8),
                    call,
                    a,
                    draft,
                    "QuantizeLinear",
                    Attribute.of("axis", op.axis()),
                    Attribute.of("block_size", op.block())))
        .add(
            DequantizeLinear.class,
            (op, call, a, draft) ->
                Elements.said(
                    isByte(call.arg(0).tensor().dtype())
                        && call.arg(1).tensor().dtype() == DType.F32,
                    call,
                    a,
                    draft,
                    "DequantizeLinear",
                    Attribute.of("axis", op.axis()),
                    Attribute.of("block_size", op.block())));
  }

  /// Products of bytes: single zero points and scales are what runtimes take everywhere.
  private static void bytes(Phrases into) {
    into.add(
            QLinearConv.class,
            (op, call, a, draft) ->
                Layers.window(
                    isSingle(call, 1, 2, 6, 7) && scalesAreSingle(call, 1, 4, 6),
                    call,
                    a,
                    draft,
                    "QLinearConv",
                    op.padding(),
                    Attribute.of("strides", op.strides()),
                    Attribute.of("dilations", op.dilations()),
                    Attribute.of("pads", op.pads()),
                    Attribute.of("group", op.groups())))
        .add(
            ConvInteger.class,
            (op, call, a, draft) ->
                Layers.window(
                    call.args().stream().allMatch(x -> x.tensor().dtype() == DType.U8)
                        && call.args().stream().skip(2).allMatch(z -> z.tensor().rank() == 0),
                    call,
                    a,
                    draft,
                    "ConvInteger",
                    op.padding(),
                    Attribute.of("strides", op.strides()),
                    Attribute.of("dilations", op.dilations()),
                    Attribute.of("pads", op.pads()),
                    Attribute.of("group", op.groups())))
        .add(
            QLinearMatMul.class,
            (_, call, a, draft) ->
                Elements.said(
                    isSingle(call, 1, 2, 4, 5, 6, 7) && scalesAreSingle(call, 1, 4, 6),
                    call,
                    a,
                    draft,
                    "QLinearMatMul"));
  }

  private static boolean isSingle(Value call, int... arguments) {
    return Arrays.stream(arguments).allMatch(i -> call.arg(i).tensor().rank() == 0);
  }

  private static boolean scalesAreSingle(Value call, int... arguments) {
    return Arrays.stream(arguments).allMatch(i -> call.arg(i).tensor().dtype() == DType.F32);
  }

  private static boolean isByte(DType dtype) {
    return dtype == DType.U8 || dtype == DType.I8;
  }
}
