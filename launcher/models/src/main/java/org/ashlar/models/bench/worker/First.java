package org.ashlar.models.bench.worker;

import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;
import org.ashlar.models.bench.suite.Case;

/// A side that was loaded and ran once.
///
/// @param nanos that this took
record First(Loaded loaded, long nanos) implements AutoCloseable {
  /// @throws Wrong when it cannot be loaded or does not run
  static First of(Peer peer, Case.Ready ready, int threads) {
    long begin = System.nanoTime();
    Loaded loaded;
    try {
      loaded = ready.load().to(peer, threads);
    } catch (RuntimeException | Error e) {
      throw new Wrong(peer.name() + ": " + Wrong.told(e));
    }
    try {
      loaded.run();
    } catch (RuntimeException | Error e) {
      loaded.close();
      throw new Wrong(peer.name() + ": " + Wrong.told(e));
    }
    return new First(loaded, System.nanoTime() - begin);
  }

  @Override
  public void close() {
    loaded.close();
  }
}
