package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ashlar.operators.recurrent.Activation;
import org.ashlar.operators.recurrent.Direction;
import org.ashlar.operators.recurrent.Given;
import org.ashlar.operators.recurrent.Gru;
import org.ashlar.operators.recurrent.Lstm;
import org.ashlar.operators.recurrent.Rnn;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;
import org.junit.jupiter.api.Test;

/// The laws of recurrent layers.
class RecurrentTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new Rnn(),
            Case.of("f32[3, 2, 2]", "f32[1, 2, 2]", "f32[1, 2, 2]"),
            Case.of("f64[3, 2, 1]", "f64[2, 2, 1]", "f64[2, 2, 2]", "f64[2, 4]", "i32[2]")
                .within(4, 0, 3)
                .under(new Rnn(Direction.BIDIRECTIONAL, Given.BIAS, Given.LENGTHS)),
            Case.of("f64[2, 3, 1]", "f64[1, 2, 1]", "f64[1, 2, 2]", "f64[1, 3, 2]")
                .under(
                    new Rnn(
                        Direction.REVERSE,
                        List.of(Activation.SCALED_TANH),
                        List.of(1.5),
                        List.of(0.5),
                        0.75,
                        false,
                        List.of(Given.INITIAL_H))),
            Case.refused("f32[3, 2, 2]", "f32[1, 2, 3]", "f32[1, 2, 2]"),
            Case.refused("i32[3, 2, 2]", "i32[1, 2, 2]", "i32[1, 2, 2]")),
        laws(
            new Gru(),
            Case.of("f64[3, 2, 2]", "f64[1, 6, 2]", "f64[1, 6, 2]"),
            Case.of("f64[2, 2, 1]", "f64[2, 6, 1]", "f64[2, 6, 2]", "f64[2, 12]")
                .under(new Gru(Direction.BIDIRECTIONAL, true, Given.BIAS)),
            Case.refused("f32[3, 2, 2]", "f32[1, 4, 2]", "f32[1, 6, 2]")),
        laws(
            new Lstm(),
            Case.of("f64[3, 2, 2]", "f64[1, 8, 2]", "f64[1, 8, 2]"),
            Case.of(
                    "f64[1, 3, 1]",
                    "f64[2, 8, 1]",
                    "f64[2, 8, 2]",
                    "f64[2, 16]",
                    "i64[1]",
                    "f64[1, 2, 2]",
                    "f64[1, 2, 2]",
                    "f64[2, 6]")
                .within(4, 0, 3)
                .under(
                    new Lstm(
                        Direction.BIDIRECTIONAL,
                        List.of(),
                        List.of(),
                        List.of(),
                        1.5,
                        true,
                        false,
                        List.of(Given.values()))),
            Case.refused("f32[3, 2, 2]", "f32[1, 8, 2]", "f32[2, 8, 2]")));
  }

  private static void refuses(String message, Runnable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }

  @Test
  void attributesThatDoNotFitAreRefused() {
    refuses(
        "rnn: has no cell: given [PEEPHOLES]", () -> new Rnn(Direction.FORWARD, Given.PEEPHOLES));
    refuses(
        "lstm: arguments are given once, in the order [BIAS, LENGTHS, INITIAL_H, INITIAL_C,"
            + " PEEPHOLES]: not [LENGTHS, BIAS]",
        () -> new Lstm(Direction.FORWARD, Given.LENGTHS, Given.BIAS));
    refuses(
        "gru: has 4 activations: given 1",
        () ->
            new Gru(
                Direction.BIDIRECTIONAL,
                List.of(Activation.RELU),
                List.of(),
                List.of(),
                0,
                false,
                false,
                List.of()));
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    var types = Case.of("f32[3, 2, 2]", "f32[1, 4, 2]", "f32[1, 6, 2]").types();
    refuses(
        "gru: w must be [1, 6, 2]: a is f32[3, 2, 2], b is f32[1, 4, 2], c is f32[1, 6, 2]",
        () -> new Gru().infer(types));
  }
}
