package org.ashlar.onnx.ml;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;

/// Tables of numbers that attributes say, as tensors of the program.
final class Tables {
  private static final long MOST = 1L << 24;

  private Tables() {}

  static Value of(Call call, DType dtype, double[] numbers, long... sizes) {
    return call.lift(new Term.Known(TensorData.of(dtype, numbers, sizes)));
  }

  static Value of(Call call, DType dtype, List<Double> numbers) {
    return of(call, dtype, plain(numbers), numbers.size());
  }

  /// Whole numbers, exactly.
  static Value wholes(Call call, List<Long> numbers) {
    return call.lift(new Term.Known(data(numbers)));
  }

  static TensorData data(List<Long> numbers) {
    var data = TensorData.zeros(DType.I64, numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      data.set(i, numbers.get(i));
    }
    return data;
  }

  static double[] plain(List<Double> numbers) {
    return numbers.stream().mapToDouble(x -> x).toArray();
  }

  /// A number of things that an attribute says.
  static int count(Call call, String name, long otherwise) {
    long count = call.whole(name, otherwise);
    if (count < 0 || count > MOST) {
      throw call.refuse(name + " must be from 0 to " + MOST + ", not " + count);
    }
    return (int) count;
  }

  /// The place of something that an attribute says, from 0.
  static int place(Call call, String name, long place) {
    if (place < 0 || place > MOST) {
      throw call.refuse(name + " must be from 0 to " + MOST + ", not " + place);
    }
    return (int) place;
  }

  /// An input of samples by features, in `f32` or `f64`; a single sample may come alone.
  static Value samples(Call call) {
    var x = call.value(0);
    var wide = Build.cast(x, x.tensor().dtype() == DType.F64 ? DType.F64 : DType.F32);
    return switch (x.tensor().rank()) {
      case 1 -> Build.unsqueeze(wide, 0);
      case 2 -> wide;
      default -> throw call.refuse("needs samples by features, not " + x.type());
    };
  }
}
