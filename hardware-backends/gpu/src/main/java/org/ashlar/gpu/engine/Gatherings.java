package org.ashlar.gpu.engine;

import java.util.function.LongBinaryOperator;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Decodes shuffles, votes, reductions and matches.
final class Gatherings {
  private final Decoder decoder;

  Gatherings(Decoder decoder) {
    this.decoder = decoder;
  }

  Action of(Instruction i) {
    if (!i.has("sync")) {
      throw new IllegalArgumentException(
          i.spelling() + ": only the forms with .sync exist since sm_70");
    }
    var o = i.operands();
    var to = o.getFirst();
    int result = decoder.result(to instanceof Operand.Pair(var p, var q) ? p : to);
    int found = to instanceof Operand.Pair(var p, var q) ? decoder.result(q) : -1;
    return switch (i.opcode()) {
      case "shfl" ->
          new ShuffleAction(
              i.has("up")
                  ? ShuffleAction.Mode.UP
                  : i.has("down")
                      ? ShuffleAction.Mode.DOWN
                      : i.has("bfly") ? ShuffleAction.Mode.BFLY : ShuffleAction.Mode.IDX,
              result,
              found,
              decoder.value(o.get(1), Type.B32),
              decoder.value(o.get(2), Type.B32),
              decoder.value(o.get(3), Type.B32));
      case "vote" -> {
        var said = o.get(1);
        var question =
            i.has("all")
                ? VoteAction.Question.ALL
                : i.has("any")
                    ? VoteAction.Question.ANY
                    : i.has("uni") ? VoteAction.Question.SAME : VoteAction.Question.BALLOT;
        yield new VoteAction(
            question,
            result,
            decoder.value(said instanceof Operand.Not(var p) ? p : said, Type.PRED),
            said instanceof Operand.Not,
            -1,
            Long::sum);
      }
      case "redux" ->
          new VoteAction(
              VoteAction.Question.REDUCE,
              result,
              decoder.value(o.get(1), i.type()),
              false,
              -1,
              combine(i));
      default ->
          new VoteAction(
              i.has("all") ? VoteAction.Question.MATCH_ALL : VoteAction.Question.MATCH_ANY,
              result,
              decoder.value(o.get(1), i.type()),
              false,
              found,
              Long::sum);
    };
  }

  private static LongBinaryOperator combine(Instruction i) {
    var type = i.type();
    if (i.has("add")) {
      return Long::sum;
    }
    if (i.has("min") || i.has("max")) {
      boolean largest = i.has("max");
      return (a, b) -> Words.read(type, a) < Words.read(type, b) == largest ? b : a;
    }
    return i.has("and") ? (a, b) -> a & b : i.has("or") ? (a, b) -> a | b : (a, b) -> a ^ b;
  }
}
