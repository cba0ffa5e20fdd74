package org.ashlar.operators.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// Random numbers, equally likely in 0 (included) to 1 (excluded), as a function of seed, stream
/// and place alone: any device, split or recomputation gives the same.
///
/// Philox4x32-10 with the seed as key and (element / 4, stream) as counter; element mod 4 chooses
/// the word, whose top 24 bits are the number. For `f64`: two words an element, and 53 bits of
/// them. The argument is the seed, an `i64` scalar.
///
/// @param stream tells apart the uses of one seed
public record RandomUniform(DType dtype, Shape shape, long stream) implements Operator {
  public RandomUniform() {
    this(DType.F32, Shape.of(1), 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(a.dtype(0) == DType.I64 && a.rank(0) == 0, "the seed must be an i64 scalar")
        .require(dtype == DType.F32 || dtype == DType.F64, "gives f32 or f64, not " + dtype);
    return List.of(new TensorType(dtype, shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var at = Sizes.indices("i", shape.rank());
    Expr element = Expr.of(0);
    for (int d = 0; d < at.size(); d++) {
      element = Sizes.add(Sizes.multiply(element, shape.size(d)), at.get(d));
    }
    var seed = new Expr.Local("seed", DType.U64);
    var place = new Expr.Local("element", DType.I64);
    int share = dtype == DType.F64 ? 2 : 4;
    var block = Sizes.floorDiv(place, share).cast(DType.U64);
    var words =
        new Philox(
            List.of(
                Philox.low(block),
                Philox.high(block),
                Philox.number(stream & 0xFFFFFFFFL),
                Philox.number(stream >>> 32)),
            List.of(Philox.low(seed), Philox.high(seed)));
    var rest = place.floorMod(Expr.of(share));
    var number = words.close(dtype == DType.F64 ? wide(words, rest) : narrow(words, rest));
    var seeded = new Expr.Let(seed, Arguments.of(this, args, 1).read(0).cast(DType.U64), number);
    return Meaning.Indexed.of(at, new Expr.Let(place, element, seeded));
  }

  /// 24 bits of the word that the element chooses.
  private static Expr narrow(Philox words, Expr rest) {
    var word =
        rest.eq(Expr.of(0))
            .select(
                words.word(0),
                rest.eq(Expr.of(1))
                    .select(
                        words.word(1), rest.eq(Expr.of(2)).select(words.word(2), words.word(3))));
    return right(word, 8).cast(DType.F32).times(0x1p-24);
  }

  /// 53 bits of the two words that the element chooses, the first the upper ones.
  private static Expr wide(Philox words, Expr rest) {
    var first = rest.eq(Expr.of(0));
    var upper = first.select(words.word(0), words.word(2));
    var lower = first.select(words.word(1), words.word(3));
    var bits = right(upper, 6).times(Philox.number(1L << 27)).plus(right(lower, 5));
    return bits.cast(DType.F64).times(0x1p-53);
  }

  private static Expr right(Expr x, int places) {
    return new Expr.Binary(Op2.SHR, x, Philox.number(places));
  }
}
