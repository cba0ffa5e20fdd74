package org.ashlar.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The corpus is in the subset; what is not is named with its place.
class VerifierTest {
  private static final String HEAD =
      """
      .version 8.0
      .target sm_%d
      .address_size 64
      .global .u32 counter;
      .visible .entry k(.param .u64 p)
      {
      .reg .pred %%p<4>; .reg .b16 %%h<4>; .reg .b32 %%r<4>; .reg .f32 %%f<4>; .reg .b64 %%rd<4>;
      %s
      ret;
      }
      """;

  static List<Corpus.Text> texts() {
    return Stream.concat(Corpus.all().stream(), Corpus.subset().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void corpusIsInTheSubset(Corpus.Text text) {
    assertEquals(List.of(), messages(text.name(), text.text()));
  }

  private static List<String> messages(String name, String text) {
    return Verifier.verify(Parser.parse(name, text)).stream().map(Throwable::getMessage).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      textBlock =
          """
          frobnicate.b32 %r1, %r2;         # frobnicate.b32: an instruction of the subset must stand here: no opcode is frobnicate
          add.u24 %r1, %r2, %r3;           # add.u24: it must be spelled as a form of the subset: .u24 is in none of add
          mov.s32.u32 %r1, %r2;            # mov.s32.u32: it must be spelled as a form of the subset: the forms are mov.b16/b32/b64/u16/u32/u64/s16/s32/s64/f32/f64, mov.pred, mov.b32, mov.b64
          add.u32 %r1, %r2;                # add.u32: it takes 3 operands: found 2
          add.f32 %f1, %f2, %rd1;          # add.f32: operand 3 must be a register or constant of type f32: found %rd1 of type b64
          add.s32 %r1, %f2, %r1;           # add.s32: operand 2 must be a register or constant of type s32: found %f2 of type f32
          add.f32 %f1, %f2, 3;             # add.f32: operand 3 must be a register or constant of type f32: found 3
          ld.global.u32 %r1, [%r2];        # ld.global.u32: operand 2 must be an address in brackets: found [%r2] with a base of type b32
          ld.shared.u32 %r1, [counter];    # ld.shared.u32: the variable must be of the instruction's space: counter is .global
          ld.global.u32 %r1, [gone];       # ld.global.u32: a variable must be declared: gone is not
          ld.global.v2.u32 %r1, [%rd1];    # ld.global.v2.u32: operand 1 must be a vector of 2, each a register of at least 32 bits for u32: found %r1
          lop3.b32 %r1, %r2, %r3, %r1, 256; # lop3.b32: operand 5 must be a constant, constants 0 to 255: found 256
          setp.eq.f16x2 %p1, %r1, %r2;     # setp.eq.f16x2: operand 1 must be a predicate register and a predicate register as second result: found one result
          @%r1 bra L; L:                   # @%r1: a guard must be a predicate: %r1 is of type b32
          bar.sync 16;                     # bar.sync: operand 1 must be a register or constant of type u32, constants 0 to 15: found 16
          tex.2d.v4.f32.f32 {%f1, %f2, %f3, %f1}, %rd1; # tex.2d.v4.f32.f32: it is outside the subset: it belongs to textures
          shfl.bfly.b32 %r1, %r2, 1, 31;   # shfl.bfly.b32: it is outside the subset: it belongs to shuffles without a mask: write shfl.sync
          vote.all.pred %p1, %p2;          # vote.all.pred: it is outside the subset: it belongs to votes without a mask: write vote.sync
          vadd.s32.s32.s32 %r1, %r2, %r3;  # vadd.s32.s32.s32: it is outside the subset: it belongs to video instructions
          mbarrier.init.shared.b64 [%r1], 1; # mbarrier.init.shared.b64: it is outside the subset: it belongs to the asynchronous barriers of sm_90a
          mov.b64 %rd1, {%r1, %f1};        # mov.b64: operand 2 must be a vector of 2, each a register or constant of type b32: found registers of several kinds: [b32, f32]
          """)
  void saysWhatIsWrong(String line, String expected) {
    assertEquals(
        List.of("a.ptx:8:" + (line.startsWith("@") ? 6 : 1) + ": " + expected),
        messages("a.ptx", HEAD.formatted(80, line)));
  }

  @Test
  void oldMachinesLackWhatCameLater() {
    assertEquals(
        List.of(
            "a.ptx:8:1: fma.rn.bf16: machines from sm_80 have it: the target is sm_70",
            "a.ptx:8:33: cp.async.wait_all: machines from sm_80 have it: the target is sm_70"),
        messages(
            "a.ptx", HEAD.formatted(70, "fma.rn.bf16 %h1, %h2, %h3, %h1; cp.async.wait_all;")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      textBlock =
          """
          mov.u32 %r1, %q1;      # a.ptx:8:14: %q1: a register must be declared before it is used: it is not, and no special register of the subset has this name
          mov.u32 %r1, %tid.w;   # a.ptx:8:14: %tid.w: elements are x, y and z: this is another
          mov.u32 %r1 %r2;       # a.ptx:8:13: mov: ';' must follow: found '%r2'
          mov.f32 %f1, 0f12;     # a.ptx:8:14: number 0f12: 0f takes 8 digits: found 2
          mov.u32 %r1, 4/0;      # a.ptx:8:15: constant: a divisor must not be 0: 4 / 0
          .reg .v2 .f32 %v;      # a.ptx:8:1: .reg .v2: registers of one value are in the subset: use one register an element
          .branchtargets A, B;   # a.ptx:8:1: .branchtargets: directives of the subset may stand here: this is none of them
          @q bra L;              # a.ptx:8:2: q: a guard must be a declared register: it is not
          """)
  void saysWhatCannotBeRead(String line, String expected) {
    assertEquals(
        expected,
        assertThrows(PtxError.class, () -> Parser.parse("a.ptx", HEAD.formatted(80, line)))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      textBlock =
          """
          bra GONE;              # a.ptx:8:1: bra GONE: the label must stand in the routine: it does not
          call gone;             # a.ptx:8:1: call gone: the module must define the function: it does not
          call (%r1), %rd1, (), proto; # a.ptx:8:1: call: functions called by their name are in the subset: this is a call through a pointer
          """)
  void saysWhatCannotBeInlined(String line, String expected) {
    assertEquals(List.of(expected), messages("a.ptx", HEAD.formatted(80, line)));
  }

  @Test
  void functionsMustNotCallThemselves() {
    var text =
        """
        .version 8.0
        .target sm_80
        .address_size 64
        .func f();
        .func g() { call f; ret; }
        .func f() { call g; ret; }
        .entry k() { call f; ret; }
        """;
    assertEquals(
        List.of(
            "a.ptx:5:13: call f: functions are inlined, so none may call itself: it does, through g"
                + " <- f <- k"),
        messages("a.ptx", text).stream().filter(m -> m.contains("<- k")).toList());
  }

  @Test
  void declarationsKeepTheirRules() {
    var text =
        """
        .version 8.0
        .target sm_80
        .address_size 64
        .global .align 3 .u32 a;
        .global .u32 b[2] = {1, 2, 3};
        .shared .u32 c = 1;
        .shared .u32 d[];
        .entry k()
        .maxntid 64, 32
        .pinned
        { ret; }
        """;
    assertEquals(
        List.of(
            "a.ptx:4:23: a: .align must be a power of two: found 3",
            "a.ptx:5:14: b: initial values must fit: found 3 for 2 elements",
            "a.ptx:6:14: c: only .global and .const variables have initial values: it is .shared",
            "a.ptx:7:14: d: only .extern variables leave their size to the launch: it is not"
                + " .extern",
            "a.ptx:8:8: .maxntid of k: a block has 1 to 1024 threads in up to 3 dimensions: found"
                + " [64, 32]",
            "a.ptx:8:8: .pinned of k: directives of the subset may stand here: .maxnctapersm,"
                + " .maxnreg, .maxntid, .minnctapersm, .noreturn, .reqntid"),
        messages("a.ptx", text));
  }
}
