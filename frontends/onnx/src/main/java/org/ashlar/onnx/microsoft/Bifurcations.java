package org.ashlar.onnx.microsoft;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;

/// Decoding that guesses that a result goes on as its source does (Sun et al. 2021,
/// arXiv:2106.04970): takes the guesses that came true, and finds where to guess on. Computed while
/// the program is made, for the number of tokens depends on them.
final class Bifurcations {
  private static final int GUESSED = 3;

  private Bifurcations() {}

  /// Outputs are the tokens so far, and the place in the source after the one match of their last
  /// few, or -1.
  static List<Term> detect(Call call) {
    var source = call.wholes(0);
    var tokens = call.wholes(1);
    if (call.has(GUESSED)) {
      tokens = joined(tokens, taken(call, source));
    }
    long after = after(call, source, tokens);
    return List.of(known(tokens, tokens.length), known(new long[] {after}));
  }

  /// The guesses up to the first that the source does not have, that one included.
  private static long[] taken(Call call, long[] source) {
    var guessed = call.wholes(GUESSED);
    int start = Math.toIntExact(call.wholes(2)[0]);
    if (start < 0 || guessed.length != source.length + 1 - start) {
      throw call.refuse(
          "guesses go on to one place behind the source, "
              + source.length
              + " long: they are "
              + guessed.length
              + " from place "
              + start);
    }
    int count = 0;
    while (start + count < source.length && guessed[count] == source[start + count]) {
      count++;
    }
    return Arrays.copyOf(guessed, count + 1);
  }

  /// The shortest ending that the source has once says where; one that it has not ends the search.
  private static long after(Call call, long[] source, long[] tokens) {
    long most = call.whole("max_ngram_size", 3);
    for (long size = call.whole("min_ngram_size", 1); size <= most; size++) {
      if (size > tokens.length) {
        return -1;
      }
      var ending = Arrays.copyOfRange(tokens, tokens.length - (int) size, tokens.length);
      int first = find(source, ending, 0);
      if (first < 0) {
        return -1;
      }
      if (first + size >= source.length || find(source, ending, first + 1) < 0) {
        return first + size;
      }
    }
    return -1;
  }

  private static int find(long[] source, long[] part, int from) {
    for (int at = from; at + part.length <= source.length; at++) {
      if (Arrays.equals(source, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }

  private static long[] joined(long[] one, long[] other) {
    return LongStream.concat(LongStream.of(one), LongStream.of(other)).toArray();
  }

  private static Term known(long[] numbers, long... sizes) {
    var data = TensorData.zeros(DType.I64, sizes);
    for (int i = 0; i < numbers.length; i++) {
      data.set(i, numbers[i]);
    }
    return new Term.Known(data);
  }
}
