package org.ashlar.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.TensorData;
import org.ashlar.session.Session;
import org.ashlar.train.data.Dataset;

/// How good a classifier is on a dataset.
///
/// @param accuracy the part of the samples whose largest logit is at the label
/// @param loss the mean cross entropy
/// @param confusion counts by label, then by answer
/// @param mistakes samples that went wrong, the surest ones first, a few dozen at most
public record Metrics(double accuracy, double loss, long[][] confusion, List<Mistake> mistakes) {
  private static final int MISTAKES = 48;

  public Metrics {
    mistakes = List.copyOf(mistakes);
  }

  /// A sample that went wrong.
  ///
  /// @param place in the dataset
  /// @param surety the probability that the classifier gave its answer
  public record Mistake(int place, int label, int answer, double surety) {}

  /// Runs a classifier over a dataset, a batch of the session's size at a time; the last one is
  /// filled up with repeats that do not count.
  ///
  /// @param session its input `x` is f32[batch, …], its only output f32[batch, classes]
  public static Metrics of(Session session, Dataset data, int batch) {
    long right = 0;
    double loss = 0;
    var confusion = new long[0][];
    var mistakes = new ArrayList<Mistake>();
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
        double norm = logSum(logits, i, classes, answer);
        loss += norm - logits.get((long) i * classes + label);
        if (answer == label) {
          right++;
        } else {
          double surety = Math.exp(logits.get((long) i * classes + answer) - norm);
          mistakes.add(new Mistake(at + i, label, answer, surety));
        }
      }
    }
    mistakes.sort(
        Comparator.comparingDouble(Mistake::surety).reversed().thenComparingInt(Mistake::place));
    return new Metrics(
        (double) right / data.size(),
        loss / data.size(),
        confusion,
        mistakes.subList(0, Math.min(MISTAKES, mistakes.size())));
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

  private static double logSum(TensorData logits, int row, int classes, int largest) {
    double most = logits.get((long) row * classes + largest);
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits.get((long) row * classes + c) - most);
    }
    return most + Math.log(sum);
  }
}
