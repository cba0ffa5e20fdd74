package org.ashlar.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ParserTest {
  private static final String TEXT =
      """
      .version 8.0
      .target sm_80
      .address_size 64
      .file 1 "a.java"
      .global .align 4 .b8 table[4] = {1, 2, 3, -4};
      .visible .entry k(.param .u64 .ptr .global .align 16 p, .param .u32 n)
      .maxntid 256, 1, 1
      {
        .reg .pred %p<2>;
        .reg .b32 %r<5>, x;
        .reg .b64 %rd<2>;
        .loc 1 7 3
        ld.param.u64 %rd1, [p];
        mov.u32 %r1, %tid.x;
        { .reg .pred q; setp.lt.and.u32 q|%p1, %r1, 4*(2+1)-1, !%p1; }
        @!%p1 bra $L;
        ld.global.v2.u32 {%r2, _}, [%rd1-8];
        mov.f32 x, 0f3F800000;
      $L:
        ret;
      }
      """;

  @Test
  void readsWhatItPrints() {
    var module = Parser.parse("a.ptx", TEXT);
    var text = Printer.print(module);
    assertEquals(text, Printer.print(Parser.parse("a.ptx", text)));
    assertEquals(
        "[setp.lt.and.u32 q|%p1, %r1, 11, !%p1;]",
        module.routines().getFirst().body().orElseThrow().stream()
            .flatMap(s ->
                s instanceof Statement.Block b
                    ? b.statements().stream()
                    : java.util.stream.Stream.empty())
            .filter(Instruction.class::isInstance)
            .toList()
            .toString());
  }
}
