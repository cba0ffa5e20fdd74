package org.ashlar.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Results written over arguments: where it is proved, and where it must not be.
class InPlaceTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          each place by itself        | true  | for i < 8 / out[i] = in[i] + 1.0
          at once                     | true  | for i < 8 cores / out[i] = in[i] + 1.0
          in vectors                  | true  | for i < 8 vector / out[i] = in[i] * in[i]
          read under a condition      | true  | for i < 8 / out[i] = select(i < 3, in[i], 0.0)
          split by four               | true  | for o < 2 / for i < 4 / out[o * 4 + i] = in[o * 4 + i]
          the neighbour               | false | for i < 7 / out[i] = in[i + 1]
          the one before              | false | for i < 7 / out[i + 1] = in[i]
          backwards                   | false | for i < 8 / out[i] = in[7 - i]
          everything at every place   | false | for i < 8 / for k < 8 / out[i] = in[k]
          one place for all           | false | for i < 8 / out[i] = in[0]
          two at one place            | false | for o < 2 / for i < 4 / out[i] = in[i]
          a place from elsewhere      | false | for i < 8 / out[i] = in[i64(in[i])]
          """)
  void isAllowedWhereItIsProved(String what, boolean allowed, String body) {
    check("kernel k(in: f32[8], out: f32[8])", allowed, lines(body));
  }

  @Test
  void anEpilogueMayOverwriteWhatItAdds() {
    check(
        "kernel k(a: f32[4, 6], b: f32[6, 8], in: f32[4, 8], out: f32[4, 8])",
        true,
        """
          for i < 4 cores
            for j < 8
              alloc acc: f32[] registers
              acc[] = 0.0
              for k < 6
                acc[] add= a[i, k] * b[k, j]
              out[i, j] = acc[] + in[i, j]
        """);
  }

  @Test
  void aTailIsApartFromTheRest() {
    check(
        "kernel k(in: f32[8], out: f32[8])",
        true,
        """
          for o < 2
            for i < 3 vector
              out[o * 3 + i] = in[o * 3 + i]
          for t < 2
            out[t + 6] = in[t + 6]
        """);
    check(
        "kernel k(in: f32[8], out: f32[8])",
        false,
        """
          for o < 2
            for i < 3 vector
              out[o * 3 + i] = in[o * 3 + i]
          for t < 4
            out[t + 4] = in[t + 4]
        """);
  }

  @Test
  void whatIsReadAgainLaterMustStay() {
    check(
        "kernel k(in: f32[8], out: f32[8], sum: f32[])",
        false,
        """
          for i < 8
            out[i] = in[i] + 1.0
          sum[] = 0.0
          for i < 8
            sum[] add= in[i]
        """);
    check(
        "kernel k(in: f32[4, 8], out: f32[4, 8])",
        false,
        """
          for r < 4
            alloc sum: f32[] registers
            sum[] = 0.0
            for i < 8
              sum[] add= in[r, i]
            for i < 8
              out[r, i] = in[r, i] / sum[]
        """);
  }

  @Test
  void anotherTypeIsAnotherMemory() {
    check("kernel k(in: f32[8], out: i32[8])", false, "  for i < 8\n    out[i] = i32(in[i])\n");
    check(
        "kernel k(in: f32[2, 4], out: f32[8])",
        false,
        "  for i < 8\n    out[i] = in[i // 4, i % 4]\n");
    check("kernel k(in: f32[8], out: f32[8])", false, "  for i < 8\n    out[i] add= in[i]\n");
  }

  private static void check(String head, boolean allowed, String body) {
    var kernel = Check.kernel(KernelParse.kernel(head + "\n" + body));
    assertEquals(
        allowed,
        InPlace.allows(kernel, parameter(kernel, "in"), parameter(kernel, "out")),
        KernelText.of(kernel));
  }

  private static Buffer parameter(Kernel kernel, String name) {
    return kernel.parameters().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// `for i < 8 / out[i] = …`, each part a line further in.
  private static String lines(String body) {
    var text = new StringBuilder();
    var parts = body.split(" / ");
    for (int i = 0; i < parts.length; i++) {
      text.append("  ".repeat(i + 1)).append(parts[i].strip()).append('\n');
    }
    return text.toString();
  }
}
