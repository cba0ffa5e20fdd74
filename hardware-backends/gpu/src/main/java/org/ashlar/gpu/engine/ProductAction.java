package org.ashlar.gpu.engine;

/// `mma.sync`, and `wmma.mma`: the lanes of a warp multiply two small matrices and add a third.
///
/// Products of floats are exact; they are added to the sum one after the other along k, each time
/// rounded to f32 (f64 for f64), and a sum in f16 is rounded to f16 at the end. Cards add several
/// at once and cut bits off, so results there may differ in the last places. Sums of whole numbers
/// wrap, or clamp with `.satfinite`.
final class ProductAction extends Action {
  /// Where the elements of an operand are: for each lane and element, the place in the matrix.
  interface Map {
    /// Row times columns plus column.
    int place(int lane, int element);
  }

  /// An operand: its numbers, the places of registers, and which element of the matrix each is.
  record Operand(MatrixKind kind, int[] places, Map map, int elements, int[] table) {
    Operand(MatrixKind kind, int[] places, Map map, int elements) {
      this(kind, places, map, elements, new int[Grid.WARP * elements]);
      for (int i = 0; i < table.length; i++) {
        table[i] = map.place(i / elements, i % elements);
      }
    }

    int place(int lane, int element) {
      return table[lane * elements + element];
    }
  }

  private final int m;
  private final int n;
  private final int k;
  private final Operand a;
  private final Operand b;
  private final Operand c;
  private final Operand d;
  private final boolean clamp;

  ProductAction(int m, int n, int k, Operand a, Operand b, Operand c, Operand d, boolean clamp) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.clamp = clamp;
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    if (a.kind == MatrixKind.DOUBLE) {
      doubles(r);
    } else if (a.kind.whole()) {
      wholes(r);
    } else {
      floats(r);
    }
  }

  private static float[] gather(long[] r, Operand of, int size) {
    var values = new float[size];
    if (of.kind == MatrixKind.HALF) {
      halves(r, of, values);
      return values;
    }
    for (int lane = 0; lane < Grid.WARP; lane++) {
      for (int e = 0; e < of.elements; e++) {
        values[of.place(lane, e)] = (float) of.kind.element(r, of.places, lane, e);
      }
    }
    return values;
  }

  /// The most frequent kind, two in a register.
  private static void halves(long[] r, Operand of, float[] values) {
    var table = of.table;
    for (int q = 0; q < of.places.length; q++) {
      int place = of.places[q];
      for (int lane = 0; lane < Grid.WARP; lane++) {
        int word = (int) r[place + lane];
        int at = lane * of.elements + 2 * q;
        values[table[at]] = Float.float16ToFloat((short) word);
        values[table[at + 1]] = Float.float16ToFloat((short) (word >>> 16));
      }
    }
  }

  private void floats(long[] r) {
    var left = gather(r, a, m * k);
    var right = gather(r, b, k * n);
    var sums = gather(r, c, m * n);
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        float x = left[i * k + p];
        for (int j = 0; j < n; j++) {
          sums[i * n + j] = Math.fma(x, right[p * n + j], sums[i * n + j]);
        }
      }
    }
    for (int lane = 0; lane < Grid.WARP; lane++) {
      for (int e = 0; e < d.elements; e++) {
        float sum = sums[d.place(lane, e)];
        if (d.kind == MatrixKind.SINGLE) {
          r[d.places[e] + lane] = Words.bits(sum);
        } else {
          put16(r, lane, e, Narrow.toHalf(sum));
        }
      }
    }
  }

  private void put16(long[] r, int lane, int e, long bits) {
    int at = d.places[e / 2] + lane;
    int shift = e % 2 * 16;
    r[at] = r[at] & ~(0xFFFFL << shift) | bits << shift;
  }

  private void wholes(long[] r) {
    var left = whole(r, a, m * k);
    var right = whole(r, b, k * n);
    var sums = whole(r, c, m * n);
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        long x = left[i * k + p];
        for (int j = 0; j < n; j++) {
          sums[i * n + j] += x * right[p * n + j];
        }
      }
    }
    for (int lane = 0; lane < Grid.WARP; lane++) {
      for (int e = 0; e < d.elements; e++) {
        long sum = sums[d.place(lane, e)];
        long kept = clamp ? Math.clamp(sum, Integer.MIN_VALUE, Integer.MAX_VALUE) : sum;
        r[d.places[e] + lane] = Words.wrap(32, kept);
      }
    }
  }

  private static long[] whole(long[] r, Operand of, int size) {
    var values = new long[size];
    for (int lane = 0; lane < Grid.WARP; lane++) {
      for (int e = 0; e < of.elements; e++) {
        values[of.place(lane, e)] = (long) of.kind.element(r, of.places, lane, e);
      }
    }
    return values;
  }

  private static double[] twice(long[] r, Operand of, int size) {
    var values = new double[size];
    for (int lane = 0; lane < Grid.WARP; lane++) {
      for (int e = 0; e < of.elements; e++) {
        values[of.place(lane, e)] = of.kind.element(r, of.places, lane, e);
      }
    }
    return values;
  }

  private void doubles(long[] r) {
    var left = twice(r, a, m * k);
    var right = twice(r, b, k * n);
    var sums = twice(r, c, m * n);
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        for (int j = 0; j < n; j++) {
          sums[i * n + j] = Math.fma(left[i * k + p], right[p * n + j], sums[i * n + j]);
        }
      }
    }
    for (int lane = 0; lane < Grid.WARP; lane++) {
      for (int e = 0; e < d.elements; e++) {
        r[d.places[e] + lane] = Words.bits(sums[d.place(lane, e)]);
      }
    }
  }
}
