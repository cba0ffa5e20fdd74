package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.attention.AttentionScores;
import org.ashlar.operators.attention.LinearAttention;
import org.ashlar.operators.attention.RotaryEmbedding;
import org.ashlar.operators.attention.ScaledDotProductAttention;
import org.ashlar.operators.attention.Stage;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of attention.
class AttentionTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new ScaledDotProductAttention(),
            Case.of("f32[1, 2, 3, 2]", "f32[1, 2, 4, 2]", "f32[1, 2, 4, 3]"),
            // two heads share each group
            Case.of("f32[1, 4, 2, 2]", "f32[1, 2, 3, 2]", "f32[1, 2, 3, 2]"),
            Case.of("f32[2, 1, 3, 2]", "f32[2, 1, 3, 2]", "f32[2, 1, 3, 2]")
                .under(new ScaledDotProductAttention(true, 0.3, 0)),
            Case.of("f32[1, 2, 2, 2]", "f32[1, 1, 3, 2]", "f32[1, 1, 3, 2]", "bool[2, 2, 3]"),
            Case.of("f32[1, 2, 2, 2]", "f32[1, 2, 3, 2]", "f32[1, 2, 3, 2]", "bool[1, 2, 3]")
                .within(3, 0, 0),
            Case.of("f32[1, 2, 2, 2]", "f32[1, 2, 3, 2]", "f32[1, 2, 3, 2]", "f32[1, 2, 2, 3]")
                .under(new ScaledDotProductAttention(true, 0, 2)),
            Case.of("bf16[1, 1, 2, 4]", "bf16[1, 1, 3, 4]", "bf16[1, 1, 3, 2]", "bf16[3]"),
            Case.refused("f32[1, 3, 2, 2]", "f32[1, 2, 3, 2]", "f32[1, 2, 3, 2]"),
            Case.refused("f32[1, 2, 2, 2]", "f32[1, 2, 3, 3]", "f32[1, 2, 3, 2]"),
            Case.refused("f32[2, 2, 2]", "f32[2, 3, 2]", "f32[2, 3, 2]"),
            Case.refused("f32[1, 2, 2, 2]", "f32[1, 2, 3, 2]", "f32[1, 2, 3, 2]", "i32[2, 3]"),
            Case.of("f16[1, 1, 2, 4]", "f16[1, 1, 3, 4]", "f16[1, 1, 3, 2]", "f32[2, 3]"),
            Case.refused("f32[1, 2, 2, 2]", "f32[1, 2, 3, 2]", "f32[1, 2, 3, 2]", "bool[2, 4]")),
        laws(
            new AttentionScores(),
            Case.of("f32[1, 2, 3, 2]", "f32[1, 2, 4, 2]"),
            Case.of("f32[1, 4, 2, 2]", "f32[1, 2, 3, 2]", "f32[2, 3]")
                .under(new AttentionScores(true, 0.3, 2, Stage.CAPPED)),
            Case.of("f32[1, 2, 2, 2]", "f32[1, 1, 3, 2]", "f32[2, 3]")
                .under(new AttentionScores(false, 0, 0, Stage.MASKED)),
            Case.of("f64[1, 1, 2, 2]", "f64[1, 1, 3, 2]")
                .under(new AttentionScores(false, 0, 0, Stage.RAW)),
            Case.refused("f32[1, 2, 3, 2]", "f32[1, 2, 4, 3]"),
            Case.refused("f32[1, 2, 3, 2]", "f64[1, 2, 4, 2]")),
        laws(
            new LinearAttention(),
            Case.of("f64[1, 2, 3, 2]", "f64[1, 2, 3, 2]", "f64[1, 2, 3, 3]"),
            // two heads share each group, and everything is given
            Case.of(
                    "f64[1, 4, 2, 2]",
                    "f64[1, 2, 2, 2]",
                    "f64[1, 2, 2, 3]",
                    "f64[1, 2, 2, 3]",
                    "f64[1, 2, 2, 2]",
                    "f64[1, 1, 2, 1]")
                .under(new LinearAttention(true, 0.5, List.of(LinearAttention.Given.values()))),
            Case.of("f32[1, 1, 2, 2]", "f32[1, 1, 2, 2]", "f32[1, 1, 2, 2]", "f32[1, 1, 2, 1]")
                .under(new LinearAttention(false, 0, List.of(LinearAttention.Given.DECAY))),
            Case.refused("f32[1, 2, 3, 2]", "f32[1, 2, 4, 2]", "f32[1, 2, 4, 2]"),
            Case.refused("f32[1, 1, 2, 2]", "f32[1, 1, 2, 2]", "f32[1, 1, 2, 2]", "f32[1, 1, 3, 2]")
                .under(new LinearAttention(false, 0, List.of(LinearAttention.Given.STATE)))),
        laws(
            new RotaryEmbedding(),
            Case.of("f32[1, 2, 3, 4]", "f32[3, 2]", "f32[3, 2]"),
            Case.of("f32[2, 1, 3, 4]", "f32[2, 3, 2]", "f32[2, 3, 2]")
                .under(new RotaryEmbedding(true, 0)),
            Case.of("f32[2, 2, 2, 4]", "f32[5, 2]", "f32[5, 2]", "i64[2, 2]").within(3, 0, 4),
            Case.of("f16[1, 1, 2, 6]", "f16[2, 2]", "f16[2, 2]")
                .under(new RotaryEmbedding(true, 4)),
            Case.of("f32[1, 1, 2, 6]", "f32[2, 1]", "f32[2, 1]")
                .under(new RotaryEmbedding(false, 2)),
            Case.refused("f32[1, 2, 3, 3]", "f32[3, 1]", "f32[3, 1]"),
            Case.refused("f32[1, 2, 3, 4]", "f32[2, 2]", "f32[2, 2]"),
            Case.refused("f32[1, 2, 3, 4]", "f32[5, 2]", "f32[5, 2]", "i64[3]")));
  }
}
