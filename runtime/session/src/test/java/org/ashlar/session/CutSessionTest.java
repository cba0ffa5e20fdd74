package org.ashlar.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.session.FaultyBackend.Fault;
import org.ashlar.session.internal.LoadedRegistry;
import org.ashlar.session.internal.Platform;
import org.ashlar.testkit.ChangingRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sessions whose programs the host has a part in: sizes that depend on data, loops without a
/// bound.
class CutSessionTest {
  private static final int SIZE = 24;

  /// The places of what is not zero, added up, and these elements doubled.
  private static final String PICKED =
      """
      function picked(x: f32[24], w: f32[24]) -> (places = v1, doubled = v4) {
        v0 = nonzero[count="n"](x) : i64[1, n:0..24]
        v1 = reducesum(v0) : i64[]
        v2 = reshape[shape=[n]](v0) : i64[n]
        v3 = gather(w, v2) : f32[n]
        v4 = add(v3, v3) : f32[n]
      }
      """;

  private static final String WHILE =
      """
      function grown(x: f32[]) -> (y = v3) {
        v0 = fill[value=100.0]() : f32[]
        v1 = less(x, v0) : bool[]
        v2, v3 = loop[body=function twice(t: i64[], go: bool[], x: f32[]) -> (more, next) {
          next = add(x, x) : f32[]
          v0 = fill[value=100.0]() : f32[]
          more = less(next, v0) : bool[]
        }, carried=2, most=0](v1, x) : bool[], f32[]
      }
      """;

  private final ChangingRegistry registry =
      new ChangingRegistry(new LoadedRegistry(CutSessionTest.class.getClassLoader()));
  private Optional<Ashlar> opened = Optional.empty();

  private Ashlar ashlar() {
    opened = Optional.of(new Platform(registry));
    return opened.get();
  }

  @AfterEach
  void close() {
    opened.ifPresent(Ashlar::close);
    System.clearProperty("ashlar.run.limit");
  }

  private static ProgramText text(String name, String text, String... variables) {
    return new ProgramText(name, text, Set.of(variables), Optional.empty(), Optional.empty());
  }

  @Test
  void noRequestFailsWhileBlocksThatRunsMayNeedAreReplaced() throws InterruptedException {
    var reference =
        registry.find(Backend.class).stream()
            .filter(p -> p.bundle().contains("reference"))
            .findFirst()
            .orElseThrow()
            .service();
    var w = TensorData.zeros(DType.F32, SIZE);
    for (int i = 0; i < SIZE; i++) {
      w.set(i, Float.floatToIntBits(i));
    }
    try (var session = ashlar().session(text("picked", PICKED, "w"), Map.of("w", w))) {
      var failures = new CopyOnWriteArrayList<String>();
      var stop = new AtomicBoolean();
      var requests = new AtomicLong();
      var threads = new ArrayList<Thread>();
      for (int t = 0; t < 3; t++) {
        int first = t;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int n = first; !stop.get(); n = (n + 1) % (SIZE + 1)) {
                    try {
                      check(session.run(Map.of("x", ones(n))), n);
                      requests.incrementAndGet();
                    } catch (RuntimeException | AssertionError e) {
                      failures.add(String.valueOf(e));
                    }
                  }
                }));
      }
      for (int round = 0; round < 4 && failures.isEmpty(); round++) {
        long before = requests.get();
        var lowering = registry.find(Lowering.class).getFirst();
        registry.remove(Lowering.class, lowering);
        registry.add(Lowering.class, lowering.service(), lowering.bundle(), lowering.version(), 0);
        var backend =
            registry.add(
                Backend.class,
                new FaultyBackend(reference, "cpu2", Fault.NONE),
                "faulty",
                "" + round,
                -9);
        ashlarSettles();
        registry.remove(Backend.class, backend);
        while (requests.get() < before + 40 && failures.isEmpty()) {
          Thread.sleep(5);
        }
      }
      stop.set(true);
      for (var thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), failures);
    }
  }

  private void ashlarSettles() {
    opened.orElseThrow().settle();
  }

  private static TensorData ones(int n) {
    var x = TensorData.zeros(DType.F32, SIZE);
    for (int i = 0; i < n; i++) {
      x.set(i, Float.floatToIntBits(1));
    }
    return x;
  }

  private static void check(Answer answer, int n) {
    assertEquals(n * (n - 1) / 2.0, answer.outputs().get("places").get(0));
    var doubled = new float[n];
    for (int i = 0; i < n; i++) {
      doubled[i] = 2 * i;
    }
    assertArrayEquals(doubled, answer.outputs().get("doubled").toFloats());
  }

  @Test
  void aLoopWithoutAnEndCostsOneRequestAndNothingElse() {
    System.setProperty("ashlar.run.limit", "5000");
    var ashlar = ashlar();
    // zeros, which warm-up tries, never reach 100
    try (var loop = ashlar.session(text("grown", WHILE), Map.of());
        var other = ashlar.session(text("grown", WHILE), Map.of())) {
      var before = loop.run(Map.of("x", TensorData.scalar(DType.F32, 3)));
      assertEquals(192, before.only().get(0));
      var error =
          assertThrows(
              LaunchException.class, () -> loop.run(Map.of("x", TensorData.scalar(DType.F32, 0))));
      assertTrue(error.getMessage().startsWith("loop: step "), error.getMessage());
      for (var session : List.of(loop, other)) {
        var answer = session.run(Map.of("x", TensorData.scalar(DType.F32, 70)));
        assertEquals(140, answer.only().get(0));
        assertEquals(before.versions(), answer.versions());
      }
    }
  }
}
