package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.gather.GatherElements;
import org.ashlar.operators.gather.GatherNd;
import org.ashlar.operators.image.BlockOrder;
import org.ashlar.operators.image.DepthToSpace;
import org.ashlar.operators.image.SpaceToDepth;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Flatten;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.move.Split;
import org.ashlar.operators.move.Squeeze;
import org.ashlar.operators.move.Tile;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.move.Trilu;
import org.ashlar.operators.move.Unsqueeze;
import org.ashlar.operators.pointwise.Identity;
import org.ashlar.operators.pointwise.StopGradient;

/// Elements that move and stay what they are.
final class Moves {
  private Moves() {}

  static void register(Phrases into) {
    into.add(Identity.class, (_, _, a, _) -> Optional.of(a))
        .add(StopGradient.class, (_, _, a, _) -> Optional.of(a))
        .add(Reshape.class, (_, call, a, draft) -> reshape(call, a, draft))
        .add(Flatten.class, (_, call, a, draft) -> reshape(call, a, draft))
        .add(Squeeze.class, (_, call, a, draft) -> reshape(call, a, draft))
        .add(Unsqueeze.class, (_, call, a, draft) -> reshape(call, a, draft))
        .add(
            Broadcast.class,
            (op, _, a, draft) ->
                Optional.of(List.of(new Extents(draft).expand(a.getFirst(), op.shape().sizes()))))
        .add(
            Fill.class,
            (op, _, _, draft) -> {
              var number = draft.number(op.dtype(), op.value());
              return Optional.of(
                  List.of(
                      op.shape().rank() == 0
                          ? number
                          : new Extents(draft).expand(number, op.shape().sizes())));
            });
    rearrangements(into);
    cuts(into);
    places(into);
  }

  private static Optional<List<String>> reshape(Value call, List<String> arguments, Draft draft) {
    var value = new Extents(draft).reshape(arguments.getFirst(), call.tensor().shape().sizes());
    return Optional.of(List.of(value));
  }

  private static void rearrangements(Phrases into) {
    into.add(
            Transpose.class,
            (op, call, a, draft) ->
                op.permutation().isEmpty()
                    ? Elements.said(true, call, a, draft, "Transpose")
                    : Elements.said(
                        true, call, a, draft, "Transpose", Attribute.of("perm", op.permutation())))
        .add(
            DepthToSpace.class,
            (op, call, a, draft) ->
                Elements.said(
                    Elements.real(call) && call.tensor().dtype() != DType.F16,
                    call,
                    a,
                    draft,
                    "DepthToSpace",
                    Attribute.of("blocksize", op.block()),
                    Attribute.of("mode", op.order().name())))
        .add(
            SpaceToDepth.class,
            (op, call, a, draft) ->
                Elements.said(
                    op.order() == BlockOrder.DCR
                        && Elements.real(call)
                        && call.tensor().dtype() != DType.F16,
                    call,
                    a,
                    draft,
                    "SpaceToDepth",
                    Attribute.of("blocksize", op.block())))
        .add(
            Trilu.class,
            (op, call, a, draft) ->
                Elements.said(
                    call.tensor().dtype() == DType.F32 || call.tensor().dtype() == DType.I64,
                    call,
                    List.of(a.getFirst(), draft.scalar(DType.I64, op.diagonal())),
                    draft,
                    "Trilu",
                    Attribute.of("upper", op.upper())));
  }

  private static void cuts(Phrases into) {
    into.add(
            Concat.class,
            (op, call, a, draft) ->
                Elements.said(true, call, a, draft, "Concat", Attribute.of("axis", op.axis())))
        .add(
            Split.class,
            (op, call, a, draft) ->
                Elements.said(
                    true,
                    call,
                    List.of(a.getFirst(), draft.wholes(op.sizes())),
                    draft,
                    "Split",
                    Attribute.of("axis", op.axis())))
        .add(Slice.class, Moves::slice)
        .add(Pad.class, Moves::pad)
        .add(
            Tile.class,
            (op, call, a, draft) ->
                Elements.said(
                    !op.repeats().isEmpty()
                        && Elements.common(call)
                        && call.tensor().dtype() != DType.F16,
                    call,
                    List.of(a.getFirst(), draft.wholes(op.repeats())),
                    draft,
                    "Tile"));
  }

  /// From the start over as many steps as the result has places; the end is what follows the last.
  private static Optional<List<String>> slice(
      Slice op, Value call, List<String> arguments, Draft draft) {
    int rank = op.shape().rank();
    if (rank == 0) {
      return Optional.of(arguments);
    }
    if (!op.shape().isConstant()) {
      return Optional.empty();
    }
    var ends = new ArrayList<Long>();
    var axes = new ArrayList<Long>();
    var steps = new ArrayList<Long>();
    for (int d = 0; d < rank; d++) {
      long step = op.steps().isEmpty() ? 1 : op.steps().get(d);
      long size = op.shape().constants()[d];
      if (step == 0) {
        return Optional.empty();
      }
      long end =
          size == 0
              ? op.starts().get(d)
              : op.starts().get(d) + (size - 1) * step + Long.signum(step);
      // a place before the first would count from the end
      ends.add(end < 0 ? Long.MIN_VALUE : end);
      axes.add((long) d);
      steps.add(step);
    }
    var given =
        List.of(
            arguments.getFirst(),
            draft.wholes(op.starts()),
            draft.wholes(ends),
            draft.wholes(axes),
            draft.wholes(steps));
    return Elements.said(true, call, given, draft, "Slice");
  }

  private static Optional<List<String>> pad(
      Pad op, Value call, List<String> arguments, Draft draft) {
    var dtype = call.tensor().dtype();
    var given = new ArrayList<>(List.of(arguments.getFirst(), draft.wholes(op.pads())));
    if (op.mode() == Pad.Mode.CONSTANT) {
      given.add(draft.number(dtype, op.value()));
    }
    return Elements.said(
        fits(op, call) && Elements.common(call) && dtype != DType.F16 && call.tensor().rank() > 0,
        call,
        given,
        draft,
        "Pad",
        Attribute.of("mode", op.mode().name().toLowerCase(Locale.ROOT)));
  }

  /// Whether no pad cuts, and none repeats more elements than there are.
  private static boolean fits(Pad op, Value call) {
    var shape = call.arg(0).tensor().shape();
    boolean all = op.mode() == Pad.Mode.CONSTANT || op.mode() == Pad.Mode.EDGE;
    for (int i = 0; i < op.pads().size(); i++) {
      long pad = op.pads().get(i);
      long size = shape.size(i % shape.rank()) instanceof Expr.Const(_, long n) ? n : 0;
      if (pad < 0 || !all && pad >= Math.max(1, size)) {
        return false;
      }
    }
    return true;
  }

  /// A place outside is an error of both; scattering leaves it out here, not in the format, and is
  /// said by what it means.
  private static void places(Phrases into) {
    into.add(
            Gather.class,
            (op, call, a, draft) ->
                Elements.said(
                    index(call), call, a, draft, "Gather", Attribute.of("axis", op.axis())))
        .add(
            GatherElements.class,
            (op, call, a, draft) ->
                Elements.said(
                    index(call), call, a, draft, "GatherElements", Attribute.of("axis", op.axis())))
        .add(
            GatherNd.class,
            (op, call, a, draft) ->
                Elements.said(
                    call.arg(1).tensor().dtype() == DType.I64,
                    call,
                    a,
                    draft,
                    "GatherND",
                    Attribute.of("batch_dims", op.batch())));
  }

  private static boolean index(Value call) {
    var dtype = call.arg(1).tensor().dtype();
    return dtype == DType.I64 || dtype == DType.I32;
  }
}
