package org.ashlar.swap;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/// Watches class loaders of replaced bundles until the garbage collector takes them: the proof that
/// nothing holds a replaced block.
public final class Loaders {
  /// A bundle's loader, weakly, and the packages by which the frames of its code are known.
  private record Watched(String label, WeakReference<ClassLoader> loader, Set<String> packages) {}

  private final ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
  private final Map<PhantomReference<ClassLoader>, Watched> watched = new HashMap<>();
  private int created;

  /// Watches the loader that a bundle has now.
  public synchronized void watch(Bundle bundle) {
    var wiring = bundle.adapt(BundleWiring.class);
    Optional.ofNullable(wiring)
        .map(BundleWiring::getClassLoader)
        .ifPresent(loader -> {
          watched.put(
              new PhantomReference<>(loader, queue),
              new Watched(
                  bundle.getSymbolicName() + " " + bundle.getVersion(),
                  new WeakReference<>(loader),
                  packages(wiring)));
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
    return watched.values().stream().map(Watched::label).toList();
  }

  /// The loaders that are still held with what holds them, as far as threads show it.
  public synchronized List<String> held() {
    var threads = Thread.getAllStackTraces();
    return watched.values().stream()
        .map(w -> {
          var holders =
              threads.entrySet().stream()
                  .filter(t -> holds(t.getKey(), t.getValue(), w))
                  .map(t -> t.getKey().getName())
                  .sorted()
                  .toList();
          return "the class loader of "
              + w.label()
              + " stays: held by "
              + (holders.isEmpty()
                  ? "something that is no running thread of it, such as a thread local or a listener that it left behind"
                  : (holders.size() == 1 ? "the thread " : "the threads ")
                      + String.join(", ", holders));
        })
        .toList();
  }

  private static boolean holds(Thread thread, StackTraceElement[] frames, Watched watched) {
    var loader = watched.loader().get();
    return loader != null
            && (thread.getContextClassLoader() == loader
                || thread.getClass().getClassLoader() == loader)
        || Arrays.stream(frames)
            .anyMatch(f -> watched.packages().contains(packageOf(f.getClassName())));
  }

  private static Set<String> packages(BundleWiring wiring) {
    return wiring
        .listResources(
            "/", "*.class", BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL)
        .stream()
        .map(r -> packageOf(r.replace('/', '.').substring(0, r.length() - ".class".length())))
        .collect(Collectors.toSet());
  }

  private static String packageOf(String type) {
    return type.substring(0, Math.max(0, type.lastIndexOf('.')));
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
