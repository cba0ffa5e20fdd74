package org.ashlar.onnx.write;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Value;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.operators.Padding;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.normalise.GroupNorm;
import org.ashlar.operators.normalise.InstanceNorm;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.operators.normalise.LocalResponseNorm;
import org.ashlar.operators.normalise.LpNorm;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.GlobalMaxPool;
import org.ashlar.operators.pool.LpPool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.ConvTranspose;
import org.ashlar.operators.product.Einsum;
import org.ashlar.operators.product.Gemm;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.product.MatMulInteger;

/// Products, windows and normalisation.
final class Layers {
  private Layers() {}

  static void register(Phrases into) {
    products(into);
    windows(into);
    norms(into);
  }

  private static void products(Phrases into) {
    into.add(
            MatMul.class,
            (_, call, a, draft) -> Elements.said(Elements.common(call), call, a, draft, "MatMul"))
        .add(
            MatMulInteger.class,
            (_, call, a, draft) ->
                Elements.said(
                    call.args().stream().skip(2).allMatch(z -> z.tensor().rank() == 0),
                    call,
                    a,
                    draft,
                    "MatMulInteger"))
        .add(
            Einsum.class,
            (op, call, a, draft) ->
                Elements.said(
                    Elements.common(call)
                        && call.tensor().dtype() != DType.F16
                        && !op.equation().contains("..."),
                    call,
                    a,
                    draft,
                    "Einsum",
                    Attribute.of("equation", op.equation())))
        .add(
            Gemm.class,
            (op, call, a, draft) ->
                Elements.said(
                    Elements.real(call),
                    call,
                    a,
                    draft,
                    "Gemm",
                    Attribute.of("alpha", op.alpha()),
                    Attribute.of("beta", op.beta()),
                    Attribute.of("transA", op.transposeA()),
                    Attribute.of("transB", op.transposeB())));
  }

  private static void windows(Phrases into) {
    into.add(
            Conv.class,
            (op, call, a, draft) -> {
              return window(
                  single(call),
                  call,
                  a,
                  draft,
                  "Conv",
                  op.padding(),
                  Attribute.of("strides", op.strides()),
                  Attribute.of("dilations", op.dilations()),
                  Attribute.of("pads", op.pads()),
                  Attribute.of("group", op.groups()));
            })
        .add(
            ConvTranspose.class,
            (op, call, a, draft) -> {
              return window(
                  single(call) && op.outputShape().isEmpty() && op.padding() == Padding.GIVEN,
                  call,
                  a,
                  draft,
                  "ConvTranspose",
                  op.padding(),
                  Attribute.of("strides", op.strides()),
                  Attribute.of("dilations", op.dilations()),
                  Attribute.of("pads", op.pads()),
                  Attribute.of("output_padding", op.outputPadding()),
                  Attribute.of("group", op.groups()));
            })
        .add(
            MaxPool.class,
            (op, call, a, draft) ->
                window(
                    single(call),
                    call,
                    a,
                    draft,
                    "MaxPool",
                    op.padding(),
                    Attribute.of("kernel_shape", op.kernel()),
                    Attribute.of("strides", op.strides()),
                    Attribute.of("dilations", op.dilations()),
                    Attribute.of("pads", op.pads()),
                    Attribute.of("ceil_mode", op.ceil())))
        .add(
            AveragePool.class,
            (op, call, a, draft) ->
                window(
                    single(call),
                    call,
                    a,
                    draft,
                    "AveragePool",
                    op.padding(),
                    Attribute.of("kernel_shape", op.kernel()),
                    Attribute.of("strides", op.strides()),
                    Attribute.of("dilations", op.dilations()),
                    Attribute.of("pads", op.pads()),
                    Attribute.of("count_include_pad", op.countPads()),
                    Attribute.of("ceil_mode", op.ceil())))
        .add(
            LpPool.class,
            (op, call, a, draft) ->
                window(
                    single(call),
                    call,
                    a,
                    draft,
                    "LpPool",
                    op.padding(),
                    Attribute.of("p", op.p()),
                    Attribute.of("kernel_shape", op.kernel()),
                    Attribute.of("strides", op.strides()),
                    Attribute.of("dilations", op.dilations()),
                    Attribute.of("pads", op.pads()),
                    Attribute.of("ceil_mode", op.ceil())));
    plain(into, GlobalAveragePool.class, "GlobalAveragePool");
    plain(into, GlobalMaxPool.class, "GlobalMaxPool");
  }

  private static <O extends Operator> void plain(Phrases into, Class<O> operator, String name) {
    into.add(operator, (_, call, a, draft) -> Elements.said(single(call), call, a, draft, name));
  }

  /// Padding that follows from the sizes stands for pads. What is as it would be if left out is
  /// left out.
  static Optional<List<String>> window(
      boolean when,
      Value call,
      List<String> arguments,
      Draft draft,
      String name,
      Padding padding,
      AttributeProto... attributes) {
    var given =
        Arrays.stream(attributes)
            .map(a ->
                a.getName().equals("pads") && padding != Padding.GIVEN
                    ? Attribute.of("auto_pad", padding.name())
                    : a)
            .filter(a -> !isUsual(a))
            .toArray(AttributeProto[]::new);
    return Elements.said(when, call, arguments, draft, name, given);
  }

  private static boolean isUsual(AttributeProto attribute) {
    return switch (attribute.getName()) {
      case "strides", "dilations" -> attribute.getIntsList().stream().allMatch(n -> n == 1);
      case "pads", "output_padding" -> attribute.getIntsList().stream().allMatch(n -> n == 0);
      case "group" -> attribute.getI() == 1;
      case "ceil_mode", "count_include_pad" -> attribute.getI() == 0;
      default -> false;
    };
  }

  private static void norms(Phrases into) {
    into.add(
            BatchNorm.class,
            (op, call, a, draft) ->
                Elements.said(
                    single(call),
                    call,
                    a,
                    draft,
                    "BatchNormalization",
                    Attribute.of("epsilon", op.epsilon())))
        .add(
            LayerNorm.class,
            (op, call, a, draft) ->
                Elements.said(
                    single(call),
                    call,
                    a,
                    draft,
                    "LayerNormalization",
                    Attribute.of("axis", op.axis()),
                    Attribute.of("epsilon", op.epsilon())))
        .add(
            InstanceNorm.class,
            (op, call, a, draft) ->
                Elements.said(
                    single(call) && call.tensor().rank() > 2,
                    call,
                    a,
                    draft,
                    "InstanceNormalization",
                    Attribute.of("epsilon", op.epsilon())))
        .add(
            GroupNorm.class,
            (op, call, a, draft) ->
                Elements.said(
                    single(call),
                    call,
                    a,
                    draft,
                    "GroupNormalization",
                    Attribute.of("num_groups", op.groups()),
                    Attribute.of("epsilon", op.epsilon())))
        .add(
            LocalResponseNorm.class,
            (op, call, a, draft) ->
                Elements.said(
                    single(call) && op.size() % 2 == 1 && call.tensor().rank() == 4,
                    call,
                    a,
                    draft,
                    "LRN",
                    Attribute.of("size", op.size()),
                    Attribute.of("alpha", op.alpha()),
                    Attribute.of("beta", op.beta()),
                    Attribute.of("bias", op.bias())))
        .add(
            LpNorm.class,
            (op, call, a, draft) ->
                Elements.said(
                    single(call),
                    call,
                    a,
                    draft,
                    "LpNormalization",
                    Attribute.of("axis", op.axis()),
                    Attribute.of("p", op.p())));
  }

  private static boolean single(Value call) {
    return call.args().stream().allMatch(a -> a.tensor().dtype() == DType.F32);
  }
}
