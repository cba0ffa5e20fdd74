package org.ashlar.train.data;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Mini-batches of a dataset in random order, made ahead on a thread of their own. The order
/// depends on the seed and the pass only. What does not fill a batch at the end of a pass is left
/// out of that pass.
public final class Batches implements AutoCloseable {
  private static final int AHEAD = 3;

  private final BlockingQueue<Optional<Dataset>> ready = new ArrayBlockingQueue<>(AHEAD);
  private final Thread maker;
  private volatile boolean closed;

  /// @param pass from 0; each has another order
  public Batches(Dataset data, int size, long seed, int pass) {
    this(data, size, seed, pass, 0);
  }

  /// @param skip batches of the pass that are left out at its start
  public Batches(Dataset data, int size, long seed, int pass, int skip) {
    if (size < 1 || size > data.size()) {
      throw new IllegalArgumentException(
          "batches: the size must be from 1 to " + data.size() + ": " + size);
    }
    maker =
        Thread.ofPlatform()
            .name("ashlar-batches")
            .daemon(true)
            .start(() -> make(data, size, seed, pass, skip));
  }

  /// The next batch; empty at the end of the pass.
  public Optional<Dataset> next() {
    try {
      while (!closed) {
        var batch = ready.poll(50, TimeUnit.MILLISECONDS);
        if (batch != null) {
          return batch;
        }
        if (!maker.isAlive() && ready.isEmpty()) {
          return Optional.empty();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
    maker.interrupt();
    try {
      maker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(Dataset data, int size, long seed, int pass, int skip) {
    var order =
        shuffled(
            data.size(), RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 31 + pass));
    try {
      for (int at = skip * size; at + size <= order.length && !closed; at += size) {
        var places = new int[size];
        System.arraycopy(order, at, places, 0, size);
        ready.put(Optional.of(data.take(places)));
      }
      ready.put(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int[] shuffled(int n, RandomGenerator random) {
    var order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
