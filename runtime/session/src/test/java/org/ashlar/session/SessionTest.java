package org.ashlar.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Programs that run on the blocks of the class path.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {
  private static final String AFFINE =
      """
      function affine(x: f32[2, 3], w: f32[3, 2]) -> (y) {
        y = matmul(x, w) : f32[2, 2]
      }
      """;

  private Ashlar ashlar;

  @BeforeAll
  void open() {
    ashlar = Ashlar.open();
  }

  @AfterAll
  void close() {
    ashlar.close();
  }

  @Test
  void runsWithAVariable() {
    var program =
        new ProgramText("affine", AFFINE, Set.of("w"), Optional.empty(), Optional.empty());
    var w = TensorData.of(new float[] {1, 0, 0, 1, 1, 1}, 3, 2);
    try (var session = ashlar.session(program, Map.of("w", w))) {
      var answer = session.run(Map.of("x", TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));
      assertArrayEquals(new float[] {4, 5, 10, 11}, answer.only().toFloats());
      assertTrue(answer.versions().containsKey("org.ashlar.lower"), answer.versions().toString());
      assertEquals(w, session.variable("w"));
      session.assign("w", TensorData.of(new float[] {0, 0, 0, 0, 0, 1}, 3, 2));
      assertArrayEquals(
          new float[] {0, 3, 0, 6},
          session
              .run(Map.of("x", TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)))
              .only()
              .toFloats());
    }
  }

  @Test
  void resultsGoWhereTheCallerWantsThem() {
    var program =
        new ProgramText("affine", AFFINE, Set.of("w"), Optional.empty(), Optional.empty());
    var w = TensorData.of(new float[] {1, 0, 0, 1, 1, 1}, 3, 2);
    try (var session = ashlar.session(program, Map.of("w", w))) {
      var x = Map.of("x", TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
      var name = session.run(x).outputs().keySet().iterator().next();
      var into = TensorData.of(new float[4], 2, 2);
      var answer = session.run(x, Map.of(name, into));
      assertEquals(into.data(), answer.only().data());
      assertArrayEquals(new float[] {4, 5, 10, 11}, into.toFloats());
      var wrong = Map.of(name, TensorData.of(new float[3], 3));
      var e = assertThrows(IllegalArgumentException.class, () -> session.run(x, wrong));
      assertEquals(
          "affine: memory for output " + name + ": is f32[3], must be f32[2, 2]", e.getMessage());
    }
  }

  @Test
  void variablesThatTheProgramHasNotAreTheCallersError() {
    var w = Map.of("w", TensorData.of(new float[] {1, 0, 0, 1, 1, 1}, 3, 2));
    var without = ProgramText.of("affine", AFFINE);
    var wrong =
        assertThrows(IllegalArgumentException.class, () -> ashlar.session(without, w).close());
    assertEquals("affine: variable w: no such variable; variables: ", wrong.getMessage());
    var program =
        new ProgramText("affine", AFFINE, Set.of("w"), Optional.empty(), Optional.empty());
    ashlar.session(program, w).close();
  }

  @Test
  void trainsByItsRule() {
    var loss =
        """
        function loss(x: f32[4], w: f32[4]) -> (loss) {
          d = sub(x, w) : f32[4]
          s = mul(d, d) : f32[4]
          loss = reducesum[axes=[0]](s) : f32[]
        }
        """;
    var update =
        """
        function descend(value: f32[], gradient: f32[], rate: f32[]) -> (value = next) {
          step = mul(gradient, rate) : f32[]
          next = sub(value, step) : f32[]
        }
        """;
    var program =
        new ProgramText(
            "descend",
            loss,
            Set.of("w"),
            Optional.of(new ProgramText.Training("loss", List.of("w"), update)),
            Optional.empty());
    var x = TensorData.of(new float[] {1, 2, 3, 4}, 4);
    try (var session = ashlar.session(program, Map.of("w", TensorData.of(new float[4], 4)))) {
      for (int i = 0; i < 60; i++) {
        session.run(Map.of("x", x, "rate", TensorData.of(new float[] {0.25f})));
      }
      assertArrayEquals(x.toFloats(), session.variable("w").toFloats(), 1e-4f);
    }
  }

  @Test
  void namesWhatDoesNotFit() {
    try (var session = ashlar.session(ProgramText.of("affine", AFFINE), Map.of())) {
      var x = TensorData.of(new float[6], 3, 2);
      var error =
          assertThrows(IllegalArgumentException.class, () -> session.run(Map.of("x", x, "w", x)));
      assertTrue(
          error.getMessage().contains("f32[2, 3]") && error.getMessage().contains("f32[3, 2]"),
          error.getMessage());
    }
  }

  @Test
  void namesAnOperatorThatNobodyProvides() {
    var text =
        """
        function f(x: f32[2]) -> (y) {
          y = frobnicate(x) : f32[2]
        }
        """;
    var error =
        assertThrows(
            RuntimeException.class,
            () -> ashlar.session(ProgramText.of("f", text), Map.of()).close());
    assertTrue(error.getMessage().contains("frobnicate"), error.getMessage());
  }
}
