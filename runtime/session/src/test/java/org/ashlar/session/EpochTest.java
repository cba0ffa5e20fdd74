package org.ashlar.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.session.FaultyBackend.Fault;
import org.ashlar.session.internal.LoadedRegistry;
import org.ashlar.session.internal.Platform;
import org.ashlar.testkit.ChangingRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What sessions do when the blocks below them come, go and fail.
class EpochTest {
  private static final String TWICE =
      """
      function twice(x: f32[3]) -> (y) {
        y = add(x, x) : f32[3]
      }
      """;
  private static final Map<String, TensorData> X =
      Map.of("x", TensorData.of(new float[] {1, 2, 3}, 3));

  private final ChangingRegistry registry =
      new ChangingRegistry(new LoadedRegistry(EpochTest.class.getClassLoader()));
  private final Backend reference =
      registry.find(Backend.class).stream()
          .filter(p -> p.bundle().contains("reference"))
          .findFirst()
          .orElseThrow()
          .service();
  private final Ashlar ashlar = new Platform(registry);

  @AfterEach
  void close() {
    ashlar.close();
    System.clearProperty("ashlar.run.limit");
    System.clearProperty("ashlar.swap.grace");
  }

  private FaultyBackend backend(Fault fault) {
    return new FaultyBackend(reference, "faulty", fault);
  }

  private static void check(Answer answer) {
    assertArrayEquals(new float[] {2, 4, 6}, answer.only().toFloats());
  }

  private static ProgramText on(String device) {
    return new ProgramText("twice", TWICE, Set.of(), Optional.empty(), Optional.of(device));
  }

  @Test
  void noRequestFailsWhileTheBackendIsReplaced() throws InterruptedException {
    var provider = registry.add(Backend.class, backend(Fault.NONE), "faulty", "1", 1);
    try (var session = ashlar.session(on("faulty"), Map.of())) {
      var failures = new CopyOnWriteArrayList<String>();
      var seen = new CopyOnWriteArrayList<String>();
      var stop = new AtomicBoolean();
      var requests = new AtomicLong();
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (!stop.get()) {
                    try {
                      var answer = session.run(X);
                      check(answer);
                      seen.addIfAbsent(String.valueOf(answer.versions().get("faulty")));
                      requests.incrementAndGet();
                    } catch (RuntimeException | AssertionError e) {
                      failures.add(String.valueOf(e));
                    }
                  }
                }));
      }
      for (int version = 2; version <= 9; version++) {
        long before = requests.get();
        if (version % 2 == 0) {
          var next =
              registry.add(
                  Backend.class, backend(Fault.NONE), "faulty", String.valueOf(version), 1);
          ashlar.settle();
          registry.remove(Backend.class, provider);
          provider = next;
        } else {
          registry.remove(Backend.class, provider);
          provider =
              registry.add(
                  Backend.class, backend(Fault.NONE), "faulty", String.valueOf(version), 1);
          ashlar.settle();
        }
        while (requests.get() < before + 20 && failures.isEmpty()) {
          Thread.onSpinWait();
        }
      }
      stop.set(true);
      for (var thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), failures);
      assertTrue(seen.containsAll(List.of("2", "5", "9")), seen.toString());
    }
  }

  @Test
  void devicesOfAReplacedBackendAreClosed() {
    var first = backend(Fault.NONE);
    var provider = registry.add(Backend.class, first, "faulty", "1", 1);
    try (var session = ashlar.session(on("faulty"), Map.of())) {
      check(session.run(X));
      assertEquals(1, first.opened.get());
      registry.add(Backend.class, backend(Fault.NONE), "faulty", "2", 1);
      ashlar.settle();
      assertEquals("2", session.run(X).versions().get("faulty"));
      registry.remove(Backend.class, provider);
      assertEquals(0, first.opened.get());
    }
  }

  @Test
  void aBackendThatCannotCompileNeverTakesOver() {
    registry.add(Backend.class, backend(Fault.NONE), "faulty", "1", 1);
    try (var session = ashlar.session(on("faulty"), Map.of())) {
      registry.add(Backend.class, backend(Fault.THROWS_IN_COMPILE), "faulty", "2", 1);
      ashlar.settle();
      var answer = session.run(X);
      check(answer);
      assertEquals("1", answer.versions().get("faulty"));
    }
  }

  @Test
  void aBackendThatCannotLaunchNeverTakesOver() {
    registry.add(Backend.class, backend(Fault.NONE), "faulty", "1", 1);
    try (var session = ashlar.session(on("faulty"), Map.of())) {
      registry.add(Backend.class, backend(Fault.THROWS_IN_LAUNCH), "faulty", "2", 1);
      ashlar.settle();
      var answer = session.run(X);
      check(answer);
      assertEquals("1", answer.versions().get("faulty"));
    }
  }

  @Test
  void aBackendThatStartsToThrowIsLeftOutAndTheRequestSucceedsElsewhere() {
    var broken = backend(Fault.NONE);
    registry.add(Backend.class, broken, "faulty", "1", 1);
    try (var session = ashlar.session(on("faulty"), Map.of())) {
      check(session.run(X));
      broken.fault = Fault.THROWS_IN_LAUNCH;
      var answer = session.run(X);
      check(answer);
      assertFalse(answer.versions().containsKey("faulty"), answer.versions().toString());
    }
  }

  @Test
  void aBackendThatHangsIsNamedAndQuarantined() throws InterruptedException {
    ashlar.close();
    System.setProperty("ashlar.run.limit", "1500");
    System.setProperty("ashlar.swap.drain", "300");
    try (var platform = new Platform(registry)) {
      var hanging = backend(Fault.NONE);
      registry.add(Backend.class, hanging, "faulty", "1", 1);
      try (var session = platform.session(on("faulty"), Map.of())) {
        check(session.run(X));
        hanging.fault = Fault.HANGS_IN_LAUNCH;
        var late = assertThrows(LaunchException.class, () -> session.run(X));
        assertTrue(late.isLate());
        assertTrue(late.getMessage().contains("faulty"), late.getMessage());
        check(session.run(X));
        assertEquals(1, hanging.opened.get(), "its device is kept while a run is in it");
        hanging.release.countDown();
        for (int i = 0; i < 500 && hanging.opened.get() > 0; i++) {
          Thread.sleep(10);
        }
        assertEquals(0, hanging.opened.get());
      }
    } finally {
      System.clearProperty("ashlar.swap.drain");
    }
  }

  @Test
  void requestsWaitForALostDeviceThenGoElsewhere() {
    ashlar.close();
    System.setProperty("ashlar.swap.grace", "400");
    try (var platform = new Platform(registry)) {
      var provider = registry.add(Backend.class, backend(Fault.NONE), "faulty", "1", 1);
      try (var session = platform.session(on("faulty"), Map.of())) {
        registry.remove(Backend.class, provider);
        var answer = session.run(X);
        check(answer);
        assertFalse(answer.versions().containsKey("faulty"));
      }
    }
  }

  @Test
  void trainingGoesBackToTheLastHostCopyWhenItsDeviceDies() {
    ashlar.close();
    System.setProperty("ashlar.train.commit", "3");
    var loss =
        """
        function loss(w: f32[1]) -> (loss) {
          loss = reducesum[axes=[0]](w) : f32[]
        }
        """;
    var update =
        """
        function down(value: f32[], gradient: f32[]) -> (value = next) {
          next = sub(value, gradient) : f32[]
        }
        """;
    var training = new ProgramText.Training("loss", List.of("w"), update);
    var program =
        new ProgramText("count", loss, Set.of("w"), Optional.of(training), Optional.of("faulty"));
    var dying = backend(Fault.NONE);
    try (var platform = new Platform(registry)) {
      registry.add(Backend.class, dying, "faulty", "1", 1);
      var lost = new CopyOnWriteArrayList<Long>();
      try (var session = platform.session(program, Map.of("w", TensorData.of(new float[] {0}, 1)));
          var _ = platform.observe(s -> lost.add(s.lostSteps()))) {
        for (int i = 0; i < 7; i++) {
          session.run(Map.of());
        }
        dying.fault = Fault.THROWS_IN_LAUNCH;
        var error = assertThrows(IllegalStateException.class, () -> session.run(Map.of()));
        assertTrue(error.getMessage().contains("faulty"), error.getMessage());
        session.run(Map.of());
        assertArrayEquals(
            new float[] {-7}, session.variable("w").toFloats(), "six steps kept, one more done");
        platform.settle();
        assertEquals(List.of(1L), lost);
      }
    } finally {
      System.clearProperty("ashlar.train.commit");
    }
  }

  @Test
  void aRuleThatNeverEndsIsNamedAndTheOldEpochStays() {
    try (var session = ashlar.session(ProgramText.of("twice", TWICE), Map.of())) {
      long epoch = session.run(X).epoch();
      registry.add(Rule.class, new Endless(), "endless", "1", 0);
      ashlar.settle();
      check(session.run(X));
      assertTrue(session.run(X).epoch() >= epoch);
    }
  }

  /// Adds zero for ever.
  record Endless() implements Rule {
    @Override
    public Value apply(Value value) {
      if (value.op().name().equals("add")) {
        var none = value.graph().apply(new org.ashlar.operators.pointwise.Neg(), value);
        return value
            .graph()
            .apply(
                new org.ashlar.operators.pointwise.Neg(),
                value.graph().apply(value.op(), value.arg(0), value.arg(1)) == value
                    ? none
                    : value);
      }
      return value;
    }
  }

  @Test
  void theHigherRankedOperatorWinsUntilItIsRemoved() {
    var text =
        """
        function f(x: f32[3]) -> (y) {
          y = same(x) : f32[3]
        }
        """;
    var low = new Same(2);
    registry.add(Operator.class, low, "low", "1", 0);
    var high = registry.add(Operator.class, new Thrice(3), "high", "1", 5);
    try (var session = ashlar.session(ProgramText.of("f", text), Map.of())) {
      assertArrayEquals(new float[] {3, 6, 9}, session.run(X).only().toFloats());
      registry.remove(Operator.class, high);
      assertArrayEquals(new float[] {2, 4, 6}, session.run(X).only().toFloats());
    }
  }

  @Test
  void aRemovedOperatorIsNamed() {
    var text =
        """
        function f(x: f32[3]) -> (y) {
          y = same(x) : f32[3]
        }
        """;
    var provider = registry.add(Operator.class, new Same(2), "acme.same", "1", 0);
    try (var session = ashlar.session(ProgramText.of("f", text), Map.of())) {
      check(session.run(X));
      registry.remove(Operator.class, provider);
      var error = assertThrows(IllegalStateException.class, () -> session.run(X));
      assertTrue(
          error.getMessage().contains("same") && error.getMessage().contains("acme.same"),
          error.getMessage());
    }
  }

  /// Multiplies by a number.
  record Same(float by) implements Operator {
    public Same() {
      this(2);
    }

    @Override
    public List<Type> infer(List<Type> args) {
      return List.of(args.getFirst());
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Pointwise(new Expr.Read(new Operand(0, DType.F32), List.of()).times(by));
    }
  }

  /// The same by name, another by number.
  record Thrice(float by) implements Operator {
    public Thrice() {
      this(3);
    }

    @Override
    public String name() {
      return "same";
    }

    @Override
    public List<Type> infer(List<Type> args) {
      return List.of(args.getFirst());
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Pointwise(new Expr.Read(new Operand(0, DType.F32), List.of()).times(by));
    }
  }
}
