package org.ashlar.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Calls become the functions' instructions.
class InliningTest {
  private static List<String> flat(String functions, String body) {
    var text =
        ".version 8.0\n.target sm_80\n.address_size 64\n"
            + functions
            + ".entry k(.param .u64 p) {\n.reg .b32 %r<9>; .reg .pred %p<2>;\n"
            + body
            + "}\n";
    var module = Parser.parse("a.ptx", text);
    assertEquals(List.of(), Verifier.verify(module));
    var entry = Entry.of(module, "k");
    return java.util.stream.Stream.concat(
            entry.instructions().stream().map(Instruction::toString),
            java.util.stream.Stream.of(
                entry.labels().toString(),
                entry.variables().stream().map(Printer::text).toList().toString()))
        .toList();
  }

  @Test
  void parametersBecomeRegisters() {
    var f =
        ".func (.param .b32 out) f(.param .b32 in) { .reg .b32 %r<3>; ld.param.b32 %r1, [in];"
            + " add.u32 %r2, %r1, 1; st.param.b32 [out], %r2; ret; }\n";
    var body =
        "mov.u32 %r1, 7;\n"
            + "{ .param .b32 a; .param .b32 b; st.param.b32 [a], %r1; call (b), f, (a);"
            + " ld.param.b32 %r2, [b]; }\n"
            + "ret;\n";
    assertEquals(
        List.of(
            "mov.u32 %r1, 7;",
            "mov.b32 %a$0, %r1;",
            "mov.b32 %r1$1, %a$0;",
            "add.u32 %r2, %r1$1, 1;",
            "mov.b32 %b$0, %r2;",
            "mov.b32 %r2$1, %b$0;",
            "ret;",
            "{$after_f=5}",
            "[]"),
        flat(f, body));
  }

  @Test
  void returnsInTheMiddleJumpBehindTheCall() {
    var f =
        ".func (.reg .b32 out) f(.reg .b32 in) { .reg .pred %p; setp.eq.u32 %p, in, 0; mov.b32 out,"
            + " 1; @%p ret; mov.b32 out, 2; ret; }\n";
    assertEquals(
        List.of(
            "setp.eq.u32 %p, %r1, 0;",
            "mov.b32 %r2, 1;",
            "@%p bra $after_f;",
            "mov.b32 %r2, 2;",
            "ret;",
            "{$after_f=4}",
            "[]"),
        flat(f, "call (%r2), f, (%r1);\nret;\n"));
  }

  @Test
  void guardedCallsAreJumpedOver() {
    var f = ".func f() { bar.sync 0; ret; }\n";
    assertEquals(
        List.of("@!%p1 bra $after_f;", "bar.sync 0;", "ret;", "{$after_f=2}", "[]"),
        flat(f, "@%p1 call f;\nret;\n"));
  }

  @Test
  void memoryOfOtherPiecesIsLocal() {
    var f = ".func f(.param .align 8 .b8 in[8]) { .reg .b64 %d; ld.param.b64 %d, [in]; ret; }\n";
    var body =
        "{ .param .align 8 .b8 a[8]; st.param.b32 [a], %r1; st.param.b32 [a+4], %r2; call f, (a);"
            + " }\n"
            + "ret;\n";
    assertEquals(
        List.of(
            "st.local.b32 [a], %r1;",
            "st.local.b32 [a+4], %r2;",
            "ld.local.b64 %d, [a];",
            "ret;",
            "{$after_f=3}",
            "[.local .align 8 .b8 a[8]]"),
        flat(f, body));
  }
}
