package org.ashlar.onnx.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;

/// Tensors cut into sequences, and sequences joined to tensors.
public final class Parts {
  private Parts() {}

  public static void register(Translations into) {
    into.add("SplitToSequence", Parts::split, 11, 24).add("ConcatFromSequence", Parts::concat, 11);
  }

  private static List<Term> split(Call call) {
    var x = call.value(0);
    int axis = axis(call, x.tensor().rank());
    long size = size(call, x.tensor(), axis);
    var parts = parts(call, size);
    boolean keep = call.has(1) || call.whole("keepdims", 1) != 0;
    var items = new ArrayList<Term>();
    long at = 0;
    for (long part : parts) {
      items.add(new Term.Tensor(part(x, axis, at, part, keep)));
      at += part;
    }
    if (at != size) {
      throw call.refuse("the parts " + parts + " must add up to the size " + size);
    }
    var of = items.isEmpty() ? x.type() : items.getFirst().type();
    return List.of(new Term.Sequence(of, items));
  }

  /// The sizes of the parts: given, all of one size but the last, or 1 each.
  private static List<Long> parts(Call call, long size) {
    if (!call.has(1)) {
      return Collections.nCopies(Math.toIntExact(size), 1L);
    }
    var given = call.wholes(1);
    var parts = new ArrayList<Long>();
    if (call.rank(1) == 0) {
      if (given[0] <= 0) {
        throw call.refuse("the size of a part must be 1 or more: " + given[0]);
      }
      for (long left = size; left > 0; left -= given[0]) {
        parts.add(Math.min(left, given[0]));
      }
    } else {
      for (long part : given) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static Value part(Value x, int axis, long start, long size, boolean keep) {
    var sizes = new ArrayList<>(x.tensor().shape().sizes());
    sizes.set(axis, Expr.of(size));
    var starts = new ArrayList<>(Collections.nCopies(sizes.size(), 0L));
    starts.set(axis, start);
    var part = Build.apply(new Slice(starts, new Shape(sizes), List.of()), x);
    if (!keep) {
      sizes.remove(axis);
    }
    return Build.reshape(part, new Shape(sizes));
  }

  private static long size(Call call, TensorType type, int axis) {
    if (type.size(axis) instanceof Expr.Const c) {
      return c.bits();
    }
    return call.known(Term.Sizes.of(List.of(type.size(axis)))).bits(0);
  }

  private static int axis(Call call, int rank) {
    long axis = call.whole("axis", 0);
    if (axis < -rank || axis >= rank) {
      throw call.refuse("axis " + axis + " is outside a tensor of " + rank + " dimensions");
    }
    return Math.toIntExact(axis < 0 ? axis + rank : axis);
  }

  private static List<Term> concat(Call call) {
    var sequence = Sequences.sequence(call, 0);
    boolean stack = call.flag("new_axis");
    var values = new ArrayList<Value>();
    for (var item : sequence.items()) {
      values.add(call.lift(item));
    }
    if (values.isEmpty()) {
      throw call.refuse("needs a sequence of one item or more");
    }
    int rank = values.getFirst().tensor().rank() + (stack ? 1 : 0);
    if (!call.hasAttribute("axis")) {
      throw call.refuse("attribute axis is needed");
    }
    int axis = axis(call, rank);
    if (stack) {
      values.replaceAll(v -> Build.unsqueeze(v, axis));
    }
    return Term.of(values.size() == 1 ? values.getFirst() : Build.concat(axis, values));
  }
}
