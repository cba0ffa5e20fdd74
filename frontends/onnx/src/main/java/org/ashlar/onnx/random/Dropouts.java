package org.ashlar.onnx.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;

/// `Dropout`: while a network learns, elements are replaced by 0 at random and the others grow.
///
/// Whether it learns is attribute `is_test` before version 7, never from 7 to 11, and an input
/// since. The second result says which elements stay: in the dtype of the data before version 10,
/// as `bool` since.
final class Dropouts {
  private static final double RATIO = 0.5;

  private Dropouts() {}

  static void register(Translations into) {
    into.add("Dropout", Dropouts::byAttribute, 1, 6)
        .add("Dropout", call -> kept(call, call.version() < 10 ? call.dtype(0) : DType.BOOL), 7, 10)
        .add("Dropout", Dropouts::byInput, 12, 13, 22);
  }

  /// The data itself, of which everything stays.
  private static List<Term> kept(Call call, DType mask) {
    var all = Build.fill(call.graph(), new org.ashlar.ir.TensorType(mask, call.type(0).shape()), 1);
    return List.of(call.term(0), new Term.Tensor(all));
  }

  private static List<Term> byAttribute(Call call) {
    if (call.flag("is_test")) {
      return kept(call, call.dtype(0));
    }
    var x = call.value(0);
    var ratio = Build.scalar(Build.cast(x, DType.F32), call.real("ratio", RATIO));
    var stays = stays(call, ratio);
    return Term.of(dropped(x, stays, ratio), Build.cast(stays, call.dtype(0)));
  }

  private static List<Term> byInput(Call call) {
    if (!call.has(2) || call.isKnown(2) && call.wholes(2)[0] == 0) {
      return kept(call, DType.BOOL);
    }
    var x = call.value(0);
    var learning = Build.reshape(call.value(2), new long[0]);
    var said =
        call.has(1)
            ? Build.cast(Build.reshape(call.value(1), new long[0]), DType.F32)
            : Build.scalar(Build.cast(x, DType.F32), RATIO);
    // nothing goes where nothing is learnt
    var ratio = Build.where(learning, said, Build.scalar(said, 0));
    var stays = stays(call, ratio);
    return Term.of(dropped(x, stays, ratio), stays);
  }

  private static Value stays(Call call, Value ratio) {
    var draws = Seeds.uniform(call, DType.F32, call.type(0).shape());
    return Build.not(Build.less(draws, ratio));
  }

  private static Value dropped(Value x, Value stays, Value ratio) {
    var wide = Build.cast(x, Seeds.wide(x.tensor().dtype()));
    var rest = Build.cast(Build.sub(1, ratio), wide.tensor().dtype());
    return Build.cast(
        Build.where(stays, Build.div(wide, rest), Build.scalar(wide, 0)), x.tensor().dtype());
  }
}
