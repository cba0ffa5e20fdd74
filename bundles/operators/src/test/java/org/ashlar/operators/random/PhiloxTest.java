package org.ashlar.operators.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.junit.jupiter.api.Test;

/// The known answers of the generator's authors (Random123, `kat_vectors`, philox 4x32 10).
class PhiloxTest {
  private static List<Expr> words(long... words) {
    return LongStream.of(words).mapToObj(w -> (Expr) new Expr.Const(DType.U64, w)).toList();
  }

  /// Computes by putting each name's number in its place.
  private static long computed(Expr e) {
    var now = e;
    while (now instanceof Expr.Let(var name, var value, var body)) {
      now = Rewrite.substitute(body, java.util.Map.of(name, Simplify.of(value)));
    }
    return ((Expr.Const) Simplify.of(now)).bits();
  }

  private static void gives(String expected, List<Expr> counter, List<Expr> key) {
    var philox = new Philox(counter, key);
    var words = new String[4];
    for (int i = 0; i < 4; i++) {
      words[i] = "%08x".formatted(computed(philox.close(philox.word(i))));
    }
    assertEquals(expected, String.join(" ", Arrays.asList(words)));
  }

  @Test
  void givesTheKnownAnswers() {
    gives("6627e8d5 e169c58d bc57ac4c 9b00dbd8", words(0, 0, 0, 0), words(0, 0));
    long ones = 0xffffffffL;
    gives("408f276d 41c83b0e a20bc7c6 6d5451fd", words(ones, ones, ones, ones), words(ones, ones));
    gives(
        "d16cfe09 94fdcceb 5001e420 24126ea1",
        words(0x243f6a88L, 0x85a308d3L, 0x13198a2eL, 0x03707344L),
        words(0xa4093822L, 0x299f31d0L));
  }
}
