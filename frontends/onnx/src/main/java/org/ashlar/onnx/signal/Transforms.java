package org.ashlar.onnx.signal;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.signal.Dft;
import org.ashlar.operators.signal.Stft;

/// Fourier transforms.
final class Transforms {
  private Transforms() {}

  /// Since version 20 the axis is an input, and counts from the last.
  static List<Term> dft(Call call) {
    long axis = call.version() < 20 ? call.whole("axis", 1) : call.has(2) ? whole(call, 2) : -2;
    long length = call.has(1) ? whole(call, 1) : 0;
    if (call.has(1) && length < 1) {
      throw call.refuse("dft_length must be positive: " + length);
    }
    var op = new Dft(axis, length, call.flag("inverse"), call.flag("onesided"));
    return Term.of(call.apply(op, call.value(0)));
  }

  static List<Term> stft(Call call) {
    long length = call.has(3) ? whole(call, 3) : 0;
    var op = new Stft(whole(call, 1), length, call.whole("onesided", 1) != 0);
    return Term.of(
        call.has(2) ? call.apply(op, call.value(0), call.value(2)) : call.apply(op, call.value(0)));
  }

  private static long whole(Call call, int input) {
    var numbers = call.wholes(input);
    if (numbers.length != 1) {
      throw call.refuse("input " + input + " must be one number, not " + numbers.length);
    }
    return numbers[0];
  }
}
