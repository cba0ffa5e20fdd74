package org.ashlar.commands.swap;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/// Watches class loaders of replaced bundles until the garbage collector takes them: the proof that nothing holds a
/// replaced block.
public final class Loaders {
  private final ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
  private final Map<PhantomReference<ClassLoader>, String> watched = new HashMap<>();
  private int created;

  /// Watches the loader that a bundle has now.
  public synchronized void watch(Bundle bundle) {
    var wiring = bundle.adapt(BundleWiring.class);
    Optional.ofNullable(wiring).map(BundleWiring::getClassLoader).ifPresent(loader -> {
      watched.put(new PhantomReference<>(loader, queue), bundle.getSymbolicName() + " " + bundle.getVersion());
      created++;
    });
  }

  /// Collects garbage until every watched loader is gone or the limit passes.
  ///
  /// @return whether all are gone
  public boolean collect(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      System.gc();
      poll();
      if (waiting().isEmpty()) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  /// The loaders that are still held, by bundle and version.
  public synchronized Collection<String> waiting() {
    return new ArrayList<>(watched.values());
  }

  /// How many have been watched.
  public synchronized int created() {
    return created;
  }

  /// How many are gone.
  public synchronized int collected() {
    poll();
    return created - watched.size();
  }

  private synchronized void poll() {
    for (var gone = queue.poll(); gone != null; gone = queue.poll()) {
      watched.remove(gone);
    }
  }

}
