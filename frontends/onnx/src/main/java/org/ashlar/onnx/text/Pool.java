package org.ashlar.onnx.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ashlar.onnx.translate.Call;

/// The word sequences that a TfIdfVectorizer counts.
///
/// @param names numbers of words, where words are strings
/// @param outputs how many counts there are
record Pool(Map<String, Long> names, List<Gram> grams, long outputs) {
  /// The sequences of one length.
  ///
  /// @param words of all sequences, one after the other
  /// @param outputs where the count of each sequence goes
  /// @param weights one a sequence; none for 1
  record Gram(int length, List<Long> all, List<Long> outputs, List<Double> weights) {
    int count() {
      return outputs.size();
    }

    /// Word `k` of each sequence.
    List<Long> words(int k) {
      return IntStream.range(0, count()).mapToObj(i -> all.get(i * length + k)).toList();
    }
  }

  static Pool of(Call call) {
    var names = new HashMap<String, Long>();
    var words = new ArrayList<>(call.wholes("pool_int64s"));
    if (words.isEmpty()) {
      for (var text : call.texts("pool_strings")) {
        words.add(names.computeIfAbsent(text, _ -> (long) names.size()));
      }
    }
    var indexes = call.wholes("ngram_indexes");
    var weights = call.reals("weights");
    long least = call.whole("min_gram_length", 1);
    long most = call.whole("max_gram_length", 1);
    var starts = call.wholes("ngram_counts");
    var grams = new ArrayList<Gram>();
    int first = 0;
    for (int n = 1; n <= starts.size(); n++) {
      int from = starts.get(n - 1).intValue();
      int to = n < starts.size() ? starts.get(n).intValue() : words.size();
      int count = (to - from) / n;
      if (from < 0 || to < from || to > words.size() || first + count > indexes.size()) {
        throw call.refuse(
            "ngram_counts " + starts + " does not fit " + words.size() + " words of the pool");
      }
      if (n >= least && n <= most && count > 0) {
        grams.add(
            new Gram(
                n,
                words.subList(from, to),
                indexes.subList(first, first + count),
                weights.isEmpty() ? List.of() : weights.subList(first, first + count)));
      }
      first += count;
    }
    long outputs = 1 + indexes.stream().mapToLong(Long::longValue).max().orElse(-1);
    return new Pool(names, grams, outputs);
  }
}
