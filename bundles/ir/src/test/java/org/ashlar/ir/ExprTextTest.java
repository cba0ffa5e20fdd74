package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ashlar.ir.Expr.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The text of expressions: what it looks like, and that it reads back.
class ExprTextTest {
  private static final List<Expr> NAMES = List.of(new Index("i"), new Index("j"), new Index("k"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i * 4 + j",
        "(i + j) * 4",
        "i - (j - k)",
        "i - j - k",
        "i // 4 % 3",
        "i // (4 % 3)",
        "-i * j",
        "-(i * j)",
        "-(3)",
        "-3",
        "i - -3",
        "--i",
        "-(-3)",
        "min(i, max(j, k)) < 4 and i == j or not(i != k)",
        "(i < j) == (j < k)",
        "(i or j) and k",
        "i xor j and k",
        "i shl 2 + 1",
        "select(i < 4, a0[i, j], 0.0)",
        "a0 * 0.5 * (erf(a0 * 0.70710677) + 1.0)",
        "a0[]  * 1.0",
        "a1:i64[i] + 1",
        "let t = a0 * a0 in t * t",
        "let t = a0 in let u = t + 1.0 in t * u",
        "(let t = a0 in t) + 1.0",
        "let t = (let u = a0 in u) in t",
        "exp(let t = a0 in t)",
        "f16(a0) + 0.1:f16",
        "saturate_i8(round(a0))",
        "bits_i32(a0) shr 23:i32",
        "pow(a0, 2.0)",
        "atan2(a0, a1)",
        "n:1..64 * 2 + n",
        "true",
        "inf",
        "-inf",
        "nan",
        "-(inf)",
        "0x7fc00001:f32",
        "-0.0",
        "1.0e-5",
        "0.1:f64",
        "0.1:f16",
        "448.0:f8e4m3fn",
        "255:u8",
        "18446744073709551615:u64",
        "-9223372036854775808",
        "-128:i8",
      })
  void readsBack(String text) {
    var e = Parse.expr(text, NAMES, List.of());
    assertEquals(text.replace("a0[]  ", "a0 "), Text.of(e));
    assertEquals(e, Parse.expr(Text.of(e), NAMES, List.of()));
  }

  @Test
  void aFloatPrintsTheFewestDigitsThatReadBack() {
    assertEquals("0.1", Text.of(Expr.of(DType.F32, 0.1f)));
    assertEquals("0.1:bf16", Text.of(Expr.of(DType.BF16, 0.1)));
    assertEquals(
        "3.4028235e38",
        Text.of(new Expr.Const(DType.F32, Codec.encode(DType.F32, Float.MAX_VALUE))));
  }

  @Test
  void aDeepExpressionNeedsNoStack() {
    Expr e = new Index("i");
    for (int n = 0; n < 100_000; n++) {
      e = n % 2 == 0 ? e.negate().not() : Expr.of(1).plus(e);
    }
    var text = Text.of(e);
    assertEquals(text, Text.of(Parse.expr(text, NAMES, List.of())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i +                | line 1, column 4: an expression expected, found the end of the text",
        "i + q              | line 1, column 5: unknown name 'q'; known here: i, j, k",
        "(i + j             | line 1, column 7: ')' expected, found the end of the text",
        "exp(i j)           | line 1, column 7: an infix operation, ',' or ')' expected, found 'j'",
        "exp(a0, a0)        | line 1, column 1: exp: takes 1 operands, not 2",
        "sinh(a0)           | line 1, column 1: a scalar operation expected, found 'sinh'",
        "i + 0.5            | line 1, column 3: add: dtypes differ: i64 and f32",
        "select(i, j, k)    | line 1, column 1: select: the condition must be bool: i64",
        "i j                | line 1, column 3: the end of the text expected, found 'j'",
        "300:i8             | line 1, column 1: constant: out of the range of i8: 300",
        "0.5:i8             | line 1, column 1: constant: a whole number is needed for i8: 0.5",
        "1e39               | line 1, column 1: constant: out of the range of f32: 1e39",
        "-500:f8e4m3fn      | line 1, column 2: constant: out of the range of f8e4m3fn: -500",
        "3:i9               | line 1, column 1: dtype: unknown: i9",
        "0x12               | line 1, column 1: constant: bits need a dtype: 0x12:f32",
        "9223372036854775808 | line 1, column 1: constant: out of the range of i64: 9223372036854775808",
        "let t = i          | line 1, column 10: 'in' after the value of t expected, found the end of the text",
        "let = i in i       | line 1, column 5: the name after 'let' expected, found '='",
        "a0[0.5]; i         | line 1, column 8: the end of the text expected, found ';'",
        "i & j              | line 1, column 3: no word of the language starts with \"&\"",
        "n:9..1             | line 1, column 1: size n: bounds must satisfy 0 <= min <= max: 9..1",
        "n:1.5              | line 1, column 3: the least value of a size expected, found '1.5'",
      })
  void aWrongTextIsToldWithItsPlace(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Parse.expr(text, NAMES, List.of()));
    assertEquals(message, e.getMessage());
  }

  @Test
  void aMessageCountsLines() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Parse.expr("i +\n  j +\n  )", NAMES, List.of()));
    assertEquals("line 3, column 3: an expression expected, found ')'", e.getMessage());
  }
}
