package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.operators.order.NonMaxSuppression;
import org.ashlar.operators.order.NonZero;
import org.ashlar.operators.order.Sort;
import org.ashlar.operators.order.TopK;
import org.ashlar.operators.order.Unique;

/// Operators that order and pick elements: what only a host function knows is said by the format's
/// own operators.
final class Orders {
  private Orders() {}

  static void register(Phrases into) {
    into.add(
            TopK.class,
            (op, call, a, draft) ->
                top(draft, call, a, op.axis(), draft.wholes(op.k()), op.largest()))
        .add(
            Sort.class,
            (op, call, a, draft) -> {
              var size = call.arg(0).tensor().size(at(call, op.axis()));
              return top(draft, call, a, op.axis(), new Extents(draft).list(size), op.descending());
            })
        .add(NonZero.class, (_, call, a, draft) -> Optional.of(List.of(places(call, a, draft))))
        .add(Unique.class, Orders::unique)
        .add(NonMaxSuppression.class, Orders::boxes);
  }

  private static int at(Value call, long axis) {
    return Math.toIntExact(axis < 0 ? axis + call.arg(0).tensor().rank() : axis);
  }

  private static Optional<List<String>> top(
      Draft draft, Value call, List<String> arguments, long axis, String count, boolean largest) {
    var scalars = new Scalars(draft);
    var dtype = call.arg(0).tensor().dtype();
    var wide = dtype == DType.F16 ? DType.F32 : Scalars.wide(dtype);
    var found =
        draft.nodes(
            "TopK",
            2,
            List.of(scalars.convert(dtype, wide, arguments.getFirst()), count),
            Attribute.of("axis", axis),
            Attribute.of("largest", largest),
            Attribute.of("sorted", 1));
    return Optional.of(List.of(scalars.convert(wide, dtype, found.get(0)), found.get(1)));
  }

  /// A scalar has places without coordinates: as a list of one it has one too many.
  private static String places(Value call, List<String> arguments, Draft draft) {
    if (call.arg(0).tensor().rank() > 0) {
      return draft.node("NonZero", arguments);
    }
    var list = draft.node("Reshape", List.of(arguments.getFirst(), draft.wholes(1)));
    var found = draft.node("NonZero", List.of(list));
    return draft.node("Slice", List.of(found, draft.wholes(0), draft.wholes(0), draft.wholes(0)));
  }

  private static Optional<List<String>> unique(
      Unique op, Value call, List<String> arguments, Draft draft) {
    var scalars = new Scalars(draft);
    var dtype = call.arg(0).tensor().dtype();
    var wide =
        dtype == DType.BOOL || dtype.isInteger()
            ? DType.I64
            : dtype == DType.F64 ? dtype : DType.F32;
    var sorted = Attribute.of("sorted", op.sorted());
    var attributes =
        op.axis()
            .map(axis -> new AttributeProto[] {sorted, Attribute.of("axis", axis)})
            .orElse(new AttributeProto[] {sorted});
    var given = List.of(scalars.convert(dtype, wide, arguments.getFirst()));
    var found = draft.nodes("Unique", 4, given, attributes);
    return Optional.of(
        List.of(
            scalars.convert(wide, dtype, found.get(0)), found.get(1), found.get(2), found.get(3)));
  }

  private static Optional<List<String>> boxes(
      NonMaxSuppression op, Value call, List<String> arguments, Draft draft) {
    var scalars = new Scalars(draft);
    var dtype = call.arg(0).tensor().dtype();
    var inputs =
        new ArrayList<>(
            List.of(
                scalars.convert(dtype, DType.F32, arguments.get(0)),
                scalars.convert(dtype, DType.F32, arguments.get(1)),
                draft.wholes(op.maxOutputBoxesPerClass()),
                draft.node(
                    "Reshape",
                    List.of(draft.number(DType.F32, op.iouThreshold()), draft.wholes(1)))));
    op.scoreThreshold()
        .ifPresent(least ->
            inputs.add(
                draft.node("Reshape", List.of(draft.number(DType.F32, least), draft.wholes(1)))));
    return Optional.of(
        List.of(
            draft.node(
                "NonMaxSuppression",
                inputs,
                Attribute.of("center_point_box", op.centerPointBox()))));
  }
}
