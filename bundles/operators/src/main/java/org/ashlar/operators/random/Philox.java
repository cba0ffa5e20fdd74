package org.ashlar.operators.random;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Let;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Op2;

/// Random bits that depend on nothing but a key and a counter: Philox4x32-10 (Salmon, Moraes, Dror
/// and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), as an expression over `u64`.
///
/// All words are 32 bits wide and stand in `u64`, where their products are exact.
final class Philox {
  private static final int ROUNDS = 10;
  private static final long[] MULTIPLIER = {0xD2511F53L, 0xCD9E8D57L};
  private static final long[] WEYL = {0x9E3779B9L, 0xBB67AE85L};
  private static final long MASK = 0xFFFFFFFFL;

  private final List<Let> lets = new ArrayList<>();
  private final List<Expr> words;

  /// @param counter four words
  /// @param key two words
  Philox(List<? extends Expr> counter, List<? extends Expr> key) {
    var c = List.<Expr>copyOf(counter);
    var k = List.of(name("key0", key.get(0)), name("key1", key.get(1)));
    for (int round = 0; round < ROUNDS; round++) {
      var p = name("p" + round, c.get(0).times(number(MULTIPLIER[0])));
      var q = name("q" + round, c.get(2).times(number(MULTIPLIER[1])));
      c =
          List.of(
              xor(xor(high(q), c.get(1)), key(k.get(0), WEYL[0], round)),
              low(q),
              xor(xor(high(p), c.get(3)), key(k.get(1), WEYL[1], round)),
              low(p));
    }
    words = c;
  }

  /// One of the four words.
  Expr word(int which) {
    return words.get(which);
  }

  /// An expression over words, inside the names that they use.
  Expr close(Expr body) {
    var closed = body;
    for (var let : lets.reversed()) {
      closed = new Let(let.name(), let.value(), closed);
    }
    return closed;
  }

  static Expr number(long bits) {
    return new Expr.Const(DType.U64, bits);
  }

  static Expr low(Expr e) {
    return e.and(number(MASK));
  }

  static Expr high(Expr e) {
    return new Expr.Binary(Op2.SHR, e, number(32));
  }

  private static Expr xor(Expr x, Expr y) {
    return new Expr.Binary(Op2.XOR, x, y);
  }

  private static Expr key(Expr word, long weyl, int round) {
    return round == 0 ? word : low(word.plus(number(weyl * round)));
  }

  private Local name(String name, Expr value) {
    var local = new Local(name, DType.U64);
    lets.add(new Let(local, value, value));
    return local;
  }
}
