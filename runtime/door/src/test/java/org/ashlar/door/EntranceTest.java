package org.ashlar.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Class loaders of servers that are gone, while the loop that called them goes on.
class EntranceTest {
  /// Enough calls for the loop to be compiled with what it calls.
  private static final long HOT = 300_000;

  /// A server whose class is loaded again and again.
  public static final class Echo implements Door.Server {
    @Override
    public Reply call(Map<String, Parcel> inputs) {
      return new Reply(inputs, Map.of("echo", "1"), 1);
    }
  }

  private static final class Own extends ClassLoader {
    Own() {
      super(EntranceTest.class.getClassLoader());
    }

    Door.Server server() throws IOException, ReflectiveOperationException {
      var known = findLoadedClass(Echo.class.getName());
      return (Door.Server)
          (known == null ? define() : known).getDeclaredConstructor().newInstance();
    }

    private Class<?> define() throws IOException {
      try (var in =
          Objects.requireNonNull(Echo.class.getResourceAsStream("EntranceTest$Echo.class"))) {
        var code = in.readAllBytes();
        return defineClass(Echo.class.getName(), code, 0, code.length);
      }
    }
  }

  @Test
  void aLoopThatNeverEndsHoldsNoServerThatIsGone() throws Exception {
    var door = new Gate(Duration.ofSeconds(20));
    var calls = new AtomicLong();
    var stopped = new AtomicBoolean();
    var gone = new ArrayList<WeakReference<ClassLoader>>();
    for (int i = 0; i < 3; i++) {
      var loader = new Own();
      gone.add(new WeakReference<>(loader));
      Runnable first = i == 0 ? () -> start(door, calls, stopped) : () -> {};
      serve(door, loader.server(), calls, first);
    }
    var last = door.serve("p", inputs -> new Reply(inputs, Map.of(), 2));
    try {
      awaitCalls(calls, 1000);
      for (int i = 0; i < 50 && gone.stream().anyMatch(g -> g.get() != null); i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertEquals(
          List.of(), gone.stream().map(WeakReference::get).filter(Objects::nonNull).toList());
      assertTrue(calls.get() > HOT);
    } finally {
      stopped.set(true);
      last.close();
    }
  }

  private static void start(Gate door, AtomicLong calls, AtomicBoolean stopped) {
    Thread.ofPlatform()
        .daemon(true)
        .start(() -> {
          while (!stopped.get()) {
            calls.addAndGet(door.call("p", Map.of()).epoch());
          }
        });
  }

  private static void serve(Gate door, Door.Server server, AtomicLong calls, Runnable first)
      throws InterruptedException {
    try (var _ = door.serve("p", server)) {
      first.run();
      awaitCalls(calls, HOT);
    }
  }

  private static void awaitCalls(AtomicLong calls, long more) throws InterruptedException {
    long until = calls.get() + more;
    while (calls.get() < until) {
      Thread.sleep(5);
    }
  }
}
