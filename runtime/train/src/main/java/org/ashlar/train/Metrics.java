package org.ashlar.train;

import java.util.Map;
import org.ashlar.ir.TensorData;
import org.ashlar.session.Session;
import org.ashlar.train.data.Dataset;

/// How good a classifier is on a dataset.
///
/// @param accuracy the part of the samples whose largest logit is at the label
/// @param confusion counts by label, then by answer
public record Metrics(double accuracy, long[][] confusion) {
  /// Runs a classifier over a dataset, a batch of the session's size at a time; the last one is
  /// filled up with repeats that do not count.
  ///
  /// @param session its input `x` is f32[batch, …], its only output f32[batch, classes]
  public static Metrics of(Session session, Dataset data, int batch) {
    long right = 0;
    var confusion = new long[0][];
    for (int at = 0; at < data.size(); at += batch) {
      var places = new int[batch];
      for (int i = 0; i < batch; i++) {
        places[i] = Math.min(at + i, data.size() - 1);
      }
      var part = data.take(places);
      var logits = session.run(Map.of("x", part.samples())).only();
      int classes = Math.toIntExact(logits.sizes()[1]);
      if (confusion.length == 0) {
        confusion = new long[classes][classes];
      }
      for (int i = 0; i < batch && at + i < data.size(); i++) {
        int label = Math.toIntExact(part.labels().bits(i));
        int answer = largest(logits, i, classes);
        confusion[label][answer]++;
        right += answer == label ? 1 : 0;
      }
    }
    return new Metrics((double) right / data.size(), confusion);
  }

  private static int largest(TensorData logits, int row, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (logits.get((long) row * classes + c) > logits.get((long) row * classes + best)) {
        best = c;
      }
    }
    return best;
  }
}
