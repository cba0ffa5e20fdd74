package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random kernels that end and do not race: arithmetic of all kinds, branches, loops, shared memory
/// behind barriers.
///
/// Parameters: `p0` is what each thread writes (16 words), `p1` what it reads (64 words for all).
/// Whole numbers are in `%r8`..`%r23`, floats in `%f0`..`%f7`, 64 bits in `%d8`..`%d15`, predicates
/// in `%q0`..`%q5`.
final class RandomKernel {
  private static final List<String> WHOLE =
      List.of(
          "add.u32 R, r, r",
          "sub.s32 R, r, r",
          "mul.lo.s32 R, r, r",
          "mul.hi.s32 R, r, r",
          "mul.hi.u32 R, r, r",
          "mad.lo.u32 R, r, r, r",
          "and.b32 R, r, r",
          "or.b32 R, r, r",
          "xor.b32 R, r, r",
          "not.b32 R, r",
          "neg.s32 R, r",
          "abs.s32 R, r",
          "shl.b32 R, r, r",
          "shr.u32 R, r, r",
          "shr.s32 R, r, 3",
          "min.s32 R, r, r",
          "max.u32 R, r, r",
          "div.s32 R, r, r",
          "rem.u32 R, r, r",
          "lop3.b32 R, r, r, r, 0xE8",
          "prmt.b32 R, r, r, 0x5410",
          "bfe.u32 R, r, 4, 8",
          "bfi.b32 R, r, r, 5, 7",
          "popc.b32 R, r",
          "clz.b32 R, r",
          "brev.b32 R, r",
          "shf.l.wrap.b32 R, r, r, 7",
          "dp4a.s32.s32 R, r, r, r",
          "selp.b32 R, r, r, q",
          "cvt.u32.u64 R, d",
          "cvt.s32.s8 R, r",
          "cvt.u16.u32 %h1, r; cvt.u32.u16 R, %h1",
          "add.sat.s32 R, r, r",
          "mul24.lo.u32 R, r, r",
          "sad.s32 R, r, r, r",
          "mov.b32 R, f; and.b32 R, R, 0xff",
          "add.cc.u32 R, r, r; addc.u32 R, R, 0",
          "mov.b64 {R, %r40}, d",
          "cvt.rzi.s32.f32 R, f",
          "bfind.u32 R, r",
          "slct.s32.s32 R, r, r, r");

  private static final List<String> FLOAT =
      List.of(
          "add.f32 F, f, f",
          "sub.f32 F, f, f",
          "mul.f32 F, f, f",
          "fma.rn.f32 F, f, f, f",
          "min.f32 F, f, f",
          "max.f32 F, f, f",
          "neg.f32 F, f",
          "abs.f32 F, f",
          "cvt.rn.f32.s32 F, r",
          "cvt.rn.f32.u32 F, r",
          "div.rn.f32 F, f, 0f40400000",
          "sqrt.rn.f32 F, %f9",
          "add.rz.f32 F, f, f",
          "selp.f32 F, f, f, q",
          "cvt.rn.f16.f32 %h2, f; cvt.f32.f16 F, %h2",
          "add.sat.f32 F, f, f",
          "ex2.approx.f32 F, %f9",
          "mul.ftz.f32 F, f, f",
          "cvt.rni.f32.f32 F, f",
          "cvt.rn.bf16.f32 %h3, f; cvt.f32.bf16 F, %h3");

  private static final List<String> WIDE =
      List.of(
          "add.s64 D, d, d",
          "mul.wide.s32 D, r, r",
          "mul.wide.u32 D, r, r",
          "mad.wide.s32 D, r, r, d",
          "shl.b64 D, d, r",
          "shr.s64 D, d, 9",
          "xor.b64 D, d, d",
          "mul.lo.u64 D, d, d",
          "mul.hi.u64 D, d, d",
          "cvt.s64.s32 D, r",
          "cvt.u64.u32 D, r",
          "mov.b64 D, {r, r}",
          "min.u64 D, d, d",
          "rem.s64 D, d, 1001",
          "selp.b64 D, d, d, q");

  private static final List<String> PREDICATE =
      List.of(
          "setp.lt.s32 Q, r, r",
          "setp.hi.u32 Q, r, r",
          "setp.eq.s32 Q, r, r",
          "setp.ge.f32 Q, f, f",
          "setp.neu.f32 Q, f, f",
          "setp.lt.and.s32 Q, r, r, q",
          "setp.gt.u64 Q, d, d",
          "setp.ne.or.u32 Q, r, r, !q",
          "and.pred Q, q, q",
          "xor.pred Q, q, q",
          "not.pred Q, q",
          "setp.ltu.f32 Q, f, f",
          "setp.le.xor.s64 Q, d, d, q");

  private final SplittableRandom random;
  private final StringBuilder text = new StringBuilder();
  private int labels;
  private int left;

  private RandomKernel(long seed) {
    random = new SplittableRandom(seed);
    left = 30 + random.nextInt(60);
  }

  static Device of(long seed) {
    return Device.of(2, new RandomKernel(seed).body());
  }

  private String body() {
    line(".shared .align 4 .b8 tile[512]");
    line(
        "mov.u32 %r1, %tid.x; mov.u32 %r2, %ctaid.x; mov.u32 %r3, %ntid.x; mad.lo.u32 %r4, %r2, %r3, %r1");
    line(
        "mov.u32 %r5, tile; mov.f32 %f9, 0f40A00000; mul.wide.u32 %d0, %r4, 64; add.s64 %d0, %p0, %d0");
    for (int i = 8; i < 24; i++) {
      line(
          "mad.lo.u32 %r" + i + ", %r4, " + (random.nextInt(1000) - 300) + ", " + random.nextInt());
    }
    line(
        "mov.u32 %r6, %laneid; xor.b32 %r8, %r8, %r6; and.b32 %r9, %r1, 7; mov.u32 %r10, "
            + random.nextInt(20));
    for (int i = 0; i < 8; i++) {
      line(
          "cvt.rn.f32.s32 %f"
              + i
              + ", %r"
              + (8 + i)
              + "; mul.f32 %f"
              + i
              + ", %f"
              + i
              + ", 0f2F800000");
      line("cvt.s64.s32 %d" + (8 + i) + ", %r" + (16 + i));
    }
    for (int i = 0; i < 6; i++) {
      line("setp.lt.s32 %q" + i + ", %r" + (8 + i) + ", %r" + (14 + i));
    }
    while (left > 0) {
      statement(0, true);
    }
    for (int i = 0; i < 8; i++) {
      line("st.global.u32 [%d0+" + 4 * i + "], %r" + (8 + 2 * i));
      line(
          i % 2 == 0
              ? "st.global.f32 [%d0+" + (32 + 4 * i) + "], %f" + i
              : "cvt.u32.u64 %r30, %d"
                  + (8 + i)
                  + "; st.global.u32 [%d0+"
                  + (32 + 4 * i)
                  + "], %r30");
    }
    return text.toString();
  }

  private void line(String instruction) {
    text.append(instruction).append(";\n");
  }

  /// @param together whether all threads of a block come here
  private void statement(int depth, boolean together) {
    left--;
    int kind = random.nextInt(100);
    if (kind < 60 || depth > 2) {
      plain();
    } else if (kind < 72) {
      branch(depth);
    } else if (kind < 80) {
      loop(depth);
    } else if (kind < 88 && together) {
      exchange();
    } else if (kind < 93 && together) {
      line(
          pick(
              List.of(
                  "shfl.sync.bfly.b32 R, r, 3, 31, 0xffffffff",
                      "shfl.sync.down.b32 R, r, 1, 31, 0xffffffff",
                  "vote.sync.ballot.b32 R, q, 0xffffffff", "redux.sync.add.s32 R, r, 0xffffffff")));
    } else {
      line("and.b32 %r31, " + fill("r") + ", 63; mul.wide.u32 %d1, %r31, 4; add.s64 %d1, %p1, %d1");
      line(fill("ld.global.u32 R, [%d1]"));
    }
  }

  private void plain() {
    int kind = random.nextInt(10);
    var of = kind < 5 ? WHOLE : kind < 7 ? FLOAT : kind < 9 ? WIDE : PREDICATE;
    var instruction = pick(of);
    boolean guarded = !instruction.contains(";") && random.nextInt(6) == 0;
    line((guarded ? fill(random.nextBoolean() ? "@q " : "@!q ") : "") + instruction);
  }

  private void branch(int depth) {
    var other = "L" + labels++;
    var end = "L" + labels++;
    text.append(fill("@q bra ")).append(other).append(";\n");
    block(depth);
    text.append("bra ").append(end).append(";\n").append(other).append(":\n");
    if (random.nextBoolean()) {
      block(depth);
    }
    text.append(end).append(":\n");
    line("mov.u32 %r32, 0");
  }

  /// A loop whose number of rounds may differ from lane to lane.
  private void loop(int depth) {
    var head = "L" + labels++;
    var counter = "%r" + (33 + depth);
    line(
        random.nextBoolean()
            ? "and.b32 " + counter + ", " + fill("r") + ", 3"
            : "mov.u32 " + counter + ", 3");
    text.append(head).append(":\n");
    block(depth);
    line("sub.s32 " + counter + ", " + counter + ", 1; setp.gt.s32 %q6, " + counter + ", 0");
    text.append("@%q6 bra ").append(head).append(";\n");
  }

  private void block(int depth) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      statement(depth + 1, false);
    }
  }

  /// Each thread reads what another wrote, between barriers.
  private void exchange() {
    line("shl.b32 %r36, %r1, 2; add.u32 %r36, %r5, %r36; st.shared.u32 [%r36], " + fill("r"));
    line("bar.sync 0");
    line(
        "xor.b32 %r37, %r1, "
            + random.nextInt(32)
            + "; shl.b32 %r37, %r37, 2; add.u32 %r37, %r5, %r37");
    line(fill("ld.shared.u32 R, [%r37]"));
    line("bar.sync 0");
  }

  private String pick(List<String> of) {
    return fill(of.get(random.nextInt(of.size())));
  }

  /// Puts registers for single letters: capitals are results, the same each time in one line.
  private String fill(String pattern) {
    var result = new ArrayList<String>();
    var to = "%r" + (8 + random.nextInt(16));
    var toFloat = "%f" + random.nextInt(8);
    var toWide = "%d" + (8 + random.nextInt(8));
    var toPredicate = "%q" + random.nextInt(6);
    for (var word : pattern.split("(?<=[ ,;{}!@])|(?=[ ,;{}!@])")) {
      result.add(
          switch (word) {
            case "R" -> to;
            case "F" -> toFloat;
            case "D" -> toWide;
            case "Q" -> toPredicate;
            case "r" -> "%r" + (8 + random.nextInt(16));
            case "f" -> "%f" + random.nextInt(8);
            case "d" -> "%d" + (8 + random.nextInt(8));
            case "q" -> "%q" + random.nextInt(6);
            default -> word;
          });
    }
    return String.join("", result);
  }
}
