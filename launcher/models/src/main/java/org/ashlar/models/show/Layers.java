package org.ashlar.models.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Places for the boxes of a picture, in layers from top to bottom (Sugiyama, Tagawa and Toda
/// 1981).
///
/// A box stands below all that it takes from. Arrows over several layers pass through bends, places
/// without a box, so that none runs across a box. Within a layer the order follows the mean place
/// of the neighbours, swept down and up; then places move towards that mean as far as the order
/// lets them.
final class Layers {
  static final double HEIGHT = 26;
  private static final double BETWEEN_LAYERS = 34;
  private static final double BETWEEN = 18;
  private static final double LETTER = 7.2;
  private static final int SWEEPS = 6;

  private final int[] layer;
  private final double[] width;
  private final double[] x;
  private final List<List<Integer>> above = new ArrayList<>();
  private final List<List<Integer>> below = new ArrayList<>();
  private final List<List<Integer>> layers = new ArrayList<>();
  private final List<List<Integer>> bends = new ArrayList<>();

  private Layers(Picture picture) {
    int boxes = picture.boxes().size();
    var at = new int[boxes];
    for (var arrow : sorted(picture)) {
      at[arrow.to()] = Math.max(at[arrow.to()], at[arrow.from()] + 1);
    }
    // what only begins something stands right above it
    for (int b = boxes - 1; b >= 0; b--) {
      int box = b;
      if (picture.arrows().stream().noneMatch(a -> a.to() == box)) {
        at[b] =
            picture.arrows().stream()
                .filter(a -> a.from() == box)
                .mapToInt(a -> at[a.to()] - 1)
                .min()
                .orElse(0);
      }
    }
    var places = new ArrayList<Integer>();
    Arrays.stream(at).forEach(places::add);
    for (int i = 0; i < boxes; i++) {
      above.add(new ArrayList<>());
      below.add(new ArrayList<>());
    }
    for (var arrow : picture.arrows()) {
      int from = arrow.from();
      var through = new ArrayList<Integer>();
      for (int l = at[from] + 1; l < at[arrow.to()]; l++) {
        int bend = places.size();
        places.add(l);
        above.add(new ArrayList<>());
        below.add(new ArrayList<>());
        join(from, bend);
        through.add(bend);
        from = bend;
      }
      join(from, arrow.to());
      bends.add(through);
    }
    layer = places.stream().mapToInt(Integer::intValue).toArray();
    width = new double[layer.length];
    x = new double[layer.length];
    for (int i = 0; i < boxes; i++) {
      width[i] = 20 + LETTER * picture.boxes().get(i).label().length();
    }
    for (int i = 0; i < layer.length; i++) {
      while (layers.size() <= layer[i]) {
        layers.add(new ArrayList<>());
      }
      layers.get(layer[i]).add(i);
    }
  }

  static Layers of(Picture picture) {
    var layers = new Layers(picture);
    layers.order();
    layers.place();
    return layers;
  }

  double left(int box) {
    return x[box] - width[box] / 2;
  }

  double top(int box) {
    return layer[box] * (HEIGHT + BETWEEN_LAYERS);
  }

  double width(int box) {
    return width[box];
  }

  /// The points of an arrow, in pairs of x and y.
  double[] points(int arrow, Picture picture) {
    var ends = picture.arrows().get(arrow);
    var points = new ArrayList<Double>();
    points.add(x[ends.from()]);
    points.add(top(ends.from()) + HEIGHT);
    for (int bend : bends.get(arrow)) {
      points.add(x[bend]);
      points.add(top(bend) + HEIGHT / 2);
    }
    points.add(x[ends.to()]);
    points.add(top(ends.to()));
    return points.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double right() {
    double right = 0;
    for (int i = 0; i < x.length; i++) {
      right = Math.max(right, x[i] + width[i] / 2);
    }
    return right;
  }

  double bottom() {
    return layers.size() * (HEIGHT + BETWEEN_LAYERS);
  }

  private static List<Picture.Arrow> sorted(Picture picture) {
    return picture.arrows().stream().sorted(Comparator.comparingInt(Picture.Arrow::from)).toList();
  }

  private void join(int from, int to) {
    below.get(from).add(to);
    above.get(to).add(from);
  }

  private void order() {
    var rank = new double[layer.length];
    for (var each : layers) {
      for (int i = 0; i < each.size(); i++) {
        rank[each.get(i)] = i;
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      for (var each : down ? layers : layers.reversed()) {
        var mean = new double[layer.length];
        for (int box : each) {
          mean[box] = mean(down ? above.get(box) : below.get(box), rank, rank[box]);
        }
        each.sort(Comparator.comparingDouble(box -> mean[box]));
        for (int i = 0; i < each.size(); i++) {
          rank[each.get(i)] = i;
        }
      }
    }
  }

  private void place() {
    for (var each : layers) {
      double right = 0;
      for (int box : each) {
        x[box] = right + width[box] / 2;
        right += width[box] + BETWEEN;
      }
    }
    for (int sweep = 0; sweep < 2 * SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      for (var each : down ? layers : layers.reversed()) {
        move(each, down);
      }
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      least = Math.min(least, x[i] - width[i] / 2);
    }
    for (int i = 0; i < x.length; i++) {
      x[i] -= least;
    }
  }

  /// Moves a layer's boxes to the mean of their neighbours; where they would overlap, half of the
  /// push goes each way.
  private void move(List<Integer> boxes, boolean down) {
    int n = boxes.size();
    var fromLeft = new double[n];
    var fromRight = new double[n];
    for (int i = 0; i < n; i++) {
      int box = boxes.get(i);
      double wanted = mean(down ? above.get(box) : below.get(box), x, x[box]);
      fromLeft[i] = wanted;
      fromRight[i] = wanted;
    }
    for (int i = 1; i < n; i++) {
      fromLeft[i] = Math.max(fromLeft[i], fromLeft[i - 1] + apart(boxes, i));
    }
    for (int i = n - 2; i >= 0; i--) {
      fromRight[i] = Math.min(fromRight[i], fromRight[i + 1] - apart(boxes, i + 1));
    }
    for (int i = 0; i < n; i++) {
      x[boxes.get(i)] = (fromLeft[i] + fromRight[i]) / 2;
    }
  }

  private double apart(List<Integer> boxes, int i) {
    return (width[boxes.get(i - 1)] + width[boxes.get(i)]) / 2 + BETWEEN;
  }

  private static double mean(List<Integer> boxes, double[] of, double otherwise) {
    return boxes.stream().mapToDouble(box -> of[box]).average().orElse(otherwise);
  }
}
