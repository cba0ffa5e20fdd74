package org.ashlar.onnx.microsoft;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.normalise.Layers;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;

/// Words, positions and segments as one vector each, added and normalised.
final class Embeddings {
  private static final int SEGMENTS = 1;
  private static final int WORDS = 2;
  private static final int POSITIONS = 3;
  private static final int SEGMENT_TABLE = 4;
  private static final int SCALE = 5;
  private static final int BIAS = 6;
  private static final int MASK = 7;
  private static final int PLACES = 8;

  private Embeddings() {}

  /// Outputs are the result, how many positions of each sequence the mask counts (0 without one),
  /// and the sum that is normalised.
  static List<Term> embed(Call call) {
    var ids = call.value(0);
    var words = Build.gather(call.value(WORDS), ids, 0);
    var sum = Build.add(words, Build.gather(call.value(POSITIONS), places(call, ids), 0));
    if (call.has(SEGMENT_TABLE)) {
      sum = Build.add(sum, Build.gather(call.value(SEGMENT_TABLE), call.value(SEGMENTS), 0));
    }
    var y =
        Layers.layer(
            call,
            sum,
            call.value(SCALE),
            Optional.of(call.value(BIAS)),
            false,
            call.real("epsilon", 1e-12));
    return List.of(y.getFirst(), new Term.Tensor(counts(call, ids)), new Term.Tensor(sum));
  }

  private static Value places(Call call, Value ids) {
    if (call.has(PLACES)) {
      return call.value(PLACES);
    }
    var length = new Shape(List.of(ids.tensor().size(1)));
    return call.apply(new Iota(DType.I64, length, 0));
  }

  private static Value counts(Call call, Value ids) {
    if (!call.has(MASK)) {
      var type = new TensorType(DType.I32, new Shape(List.of(ids.tensor().size(0))));
      return Build.fill(call.graph(), type, 0);
    }
    var counts = Build.equal(call.value(MASK), Build.scalar(call.value(MASK), 1));
    return Build.sum(Build.cast(counts, DType.I32), 1);
  }
}
