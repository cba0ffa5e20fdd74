package org.ashlar.cpu.low;

import static org.ashlar.cpu.x86.Gpr.R15;
import static org.ashlar.cpu.x86.Gpr.RAX;
import static org.ashlar.cpu.x86.Gpr.RBP;
import static org.ashlar.cpu.x86.Gpr.RCX;
import static org.ashlar.cpu.x86.Gpr.RDI;
import static org.ashlar.cpu.x86.Gpr.RDX;
import static org.ashlar.cpu.x86.Gpr.RSP;
import static org.ashlar.cpu.x86.Op.*;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Imm;
import org.ashlar.cpu.x86.Label;
import org.ashlar.cpu.x86.Mask;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Operand;
import org.ashlar.cpu.x86.Vec;

/// Writes a function as AVX-512 code: one switch over its instructions.
///
/// Fixed roles: `r15` the context; `rax rcx rdx`, `zmm28-31` and `k6 k7` for what an instruction
/// needs on the way and for what lives on the stack. The frame begins with four areas of 64 bytes
/// (x, y, result, count) for what goes lane by lane. Longer than most files, since it is the one
/// switch.
public final class Emitter {
  /// The vector registers that are not needed on the way.
  public static final int VECTORS = 28;

  static final int[][] POOLS = {
    {3, 6, 7, 8, 9, 10, 11, 12, 13, 14},
    {
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
      26, 27
    },
    {1, 2, 3, 4, 5}
  };
  private static final int X = 0;
  private static final int Y = 64;
  private static final int RESULT = 128;
  private static final int COUNT = 192;
  private static final int SLOTS = 256;
  private static final int SAVED = 40;
  private static final int MOST_SLOTS = 1500;

  private final Code code;
  private final Listing listing;
  private final Allocation allocation;
  private final Label[] labels;
  private final Label end;
  private final List<Runnable> stubs = new ArrayList<>();
  private int at;

  /// Whether something was written past the caches.
  private boolean streams;

  private Emitter(Listing listing, Code code) {
    this.listing = listing;
    this.code = code;
    this.allocation = new Allocation(listing, POOLS);
    this.labels = new Label[listing.labels()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = code.label();
    }
    this.end = code.label();
  }

  /// Appends a function that takes the address of its {@link Context}.
  ///
  /// @throws IllegalArgumentException when it needs more stack than a call should take
  public static void write(Listing listing, Code code) {
    var emitter = new Emitter(listing, code);
    if (emitter.allocation.slots() > MOST_SLOTS) {
      throw new IllegalArgumentException("more values at once than the stack should hold");
    }
    emitter.function();
  }

  private void function() {
    int save = SLOTS + 64 * allocation.slots();
    int frame = (save + 64 * 28 + 8 * 16 + 63) & -64;
    x(PUSH, RBP);
    x(MOV, RBP, RSP);
    for (int r : new int[] {3, 12, 13, 14, 15}) {
      x(PUSH, gpr(r));
    }
    x(AND, RSP, new Imm(-64));
    x(SUB, RSP, new Imm(frame));
    x(MOV, R15, RDI);
    for (at = 0; at < listing.instructions().size(); at++) {
      one(listing.instructions().get(at));
    }
    code.bind(end);
    if (streams) {
      x(SFENCE);
    }
    x(VZEROUPPER);
    x(LEA, RSP, Mem.at(RBP, -SAVED));
    for (int r : new int[] {15, 14, 13, 12, 3}) {
      x(POP, gpr(r));
    }
    x(POP, RBP);
    x(RET);
    stubs.forEach(Runnable::run);
  }

  private void x(org.ashlar.cpu.x86.Op op, Operand... operands) {
    code.emit(op, operands);
  }

  // ── where things are ──

  private static Gpr gpr(int n) {
    return new Gpr(n, 64);
  }

  private static Mask k(int n) {
    return new Mask(n);
  }

  private Mem slot(Register r) {
    return Mem.at(RSP, SLOTS + 64L * allocation.slot(r));
  }

  /// A whole number in a register; from the stack in `temporary`.
  private Gpr whole(Register r, Gpr temporary) {
    int home = allocation.home(r);
    if (home >= 0) {
      return gpr(home);
    }
    x(MOV, temporary, slot(r));
    return temporary;
  }

  /// Where to put a whole number that {@link #put} then brings home.
  private Gpr wholeTo(Instruction i) {
    int home = allocation.home(i.to());
    return home >= 0 ? gpr(home) : RAX;
  }

  private void put(Instruction i, Gpr from) {
    int home = allocation.home(i.to());
    if (home < 0) {
      x(MOV, slot(i.to()), from);
    } else if (home != from.number()) {
      x(MOV, gpr(home), from.as(64));
    }
  }

  private Vec vec(Register r, Shape s, int temporary) {
    int bytes = s.bytes();
    if (r.isConstant()) {
      var to = new Vec(temporary, bytes);
      constant(to, r, s);
      return to;
    }
    int home = allocation.home(r);
    if (home >= 0) {
      return new Vec(home, bytes);
    }
    x(VMOVUPS, Vec.z(temporary), slot(r));
    return new Vec(temporary, bytes);
  }

  private void constant(Vec to, Register r, Shape s) {
    if (r.isSame() && r.bit() == 0) {
      x(VPXORD, to, to, to);
    } else if (r.isSame()) {
      x(s.element().bytes() == 4 ? VPBROADCASTD : VPBROADCASTQ, to, place(r));
    } else {
      x(VMOVUPS, to, place(r));
    }
  }

  private Vec x(Instruction i, Shape s) {
    return vec(i.x(), s, 29);
  }

  private Vec y(Instruction i, Shape s) {
    return vec(i.y(), s, 30);
  }

  /// A last operand, which may lie in memory.
  private Operand last(Register r, Shape s, int temporary) {
    if (!r.isConstant()) {
      return vec(r, s, temporary);
    }
    var place = place(r);
    return r.isSame() ? place.broadcast() : place;
  }

  private Vec vecTo(Instruction i, Shape s) {
    int home = allocation.home(i.to());
    if (home >= 0) {
      return new Vec(home, s.bytes());
    }
    int same = i.to() == i.x() ? 29 : i.to() == i.y() ? 30 : i.to() == i.z() ? 31 : 28;
    return new Vec(same, s.bytes());
  }

  private void put(Instruction i, Vec from) {
    if (allocation.home(i.to()) < 0) {
      x(VMOVUPS, slot(i.to()), Vec.z(from.number()));
    }
  }

  private Mask mask(Register r, int temporary) {
    int home = allocation.home(r);
    if (home >= 0) {
      return k(home);
    }
    x(KMOVQ, k(temporary), slot(r));
    return k(temporary);
  }

  private Mask maskTo(Instruction i) {
    int home = allocation.home(i.to());
    return k(home >= 0 ? home : 6);
  }

  private void put(Instruction i, Mask from) {
    if (allocation.home(i.to()) < 0) {
      x(KMOVQ, slot(i.to()), from);
    }
  }

  /// A target under the instruction's mask: the other lanes stay.
  private Operand under(Instruction i, Vec to) {
    return i.mask().isNone() ? to : to.under(mask(i.mask(), 7));
  }

  private Mem place(Place p) {
    var base = whole(p.base(), RDX);
    if (p.index().isNone()) {
      return Mem.at(base, p.displacement());
    }
    return Mem.at(base, whole(p.index(), RCX), p.scale(), p.displacement());
  }

  // ── the switch ──

  private void one(Instruction i) {
    if (!i.to().isNone() && !allocation.isUsed(i.to())) {
      return;
    }
    switch (i.op()) {
      case CONSTANT -> {
        var to = wholeTo(i);
        if (i.number() == 0) {
          x(XOR, to.low(), to.low());
        } else if (i.number() > 0 && i.number() >>> 32 == 0) {
          x(MOV, to.low(), new Imm(i.number()));
        } else {
          x(MOV, to, new Imm(i.number()));
        }
        put(i, to);
      }
      case COPY -> copy(i);
      case WORD -> {
        var to = wholeTo(i);
        x(MOV, to, Mem.at(R15, i.number()));
        put(i, to);
      }
      case ADDRESS -> {
        var to = wholeTo(i);
        x(LEA, to, place(i.place()));
        put(i, to);
      }
      case LOAD_WHOLE -> {
        var to = wholeTo(i);
        loadWhole(to, place(i.place()), i.storage());
        put(i, to);
      }
      case STORE_WHOLE -> storeWhole(whole(i.x(), RAX), place(i.place()), i.storage());
      case W_ADD, W_SUB, W_MUL, W_AND, W_OR, W_XOR, W_MIN, W_MAX -> binary(i);
      case W_ADD_N, W_MUL_N, W_AND_N, W_SHL_N, W_SHR_N, W_SAR_N, W_NEG, W_NOT -> unary(i);
      case W_DIV, W_REM, W_FLOORDIV, W_FLOORMOD -> {
        var y = whole(i.y(), RCX);
        if (y != RCX) {
          x(MOV, RCX, y);
        }
        var x = whole(i.x(), RAX);
        if (x != RAX) {
          x(MOV, RAX, x);
        }
        divide(i.op().ordinal() - Op.W_DIV.ordinal(), false, true);
        put(i, RAX);
      }
      case W_SHL, W_SAR -> {
        var y = whole(i.y(), RCX);
        if (y != RCX) {
          x(MOV, RCX, y);
        }
        var from = whole(i.x(), RAX);
        if (from != RAX) {
          x(MOV, RAX, from);
        }
        var small = code.label();
        var done = code.label();
        x(CMP, RCX, new Imm(64));
        x(JB, small);
        if (i.op() == Op.W_SHL) {
          x(XOR, RAX.low(), RAX.low());
        } else {
          x(SAR, RAX, new Imm(63));
        }
        x(JMP, done);
        code.bind(small);
        x(i.op() == Op.W_SHL ? SHL : SAR, RAX, RCX.as(8));
        code.bind(done);
        put(i, RAX);
      }
      case W_COMPARE -> {
        compare(i.x(), i.y());
        x(SETS[i.condition().ordinal()], RAX.as(8));
        x(MOVZX_B, RAX.low(), RAX.as(8));
        var to = maskTo(i);
        x(KMOVD, to, RAX.low());
        put(i, to);
      }
      case W_SELECT -> {
        x(KMOVD, RDX.low(), mask(i.mask(), 7));
        var x = whole(i.x(), RAX);
        var y = whole(i.y(), RCX);
        x(TEST, RDX.low(), new Imm(1));
        x(CMOVNE, y == RCX ? RCX : move(RCX, y), x);
        put(i, RCX);
      }
      case W_GUARD -> {
        var to = wholeTo(i);
        x(LEA, to, place(i.place()));
        x(KMOVD, RCX.low(), mask(i.mask(), 7));
        x(LEA, RDX, Mem.at(R15, Context.SAFE));
        x(TEST, RCX.low(), new Imm(1));
        x(CMOVE, to, RDX);
        put(i, to);
      }
      case LABEL -> code.bind(label(i));
      case LOOP, END -> {}
      case JUMP -> x(JMP, label(i));
      case BRANCH -> {
        compare(i.x(), i.y());
        x(JUMPS[i.condition().ordinal()], label(i));
      }
      case BRANCH_N -> {
        compare(whole(i.x(), RAX), i.other());
        x(JUMPS[i.condition().ordinal()], label(i));
      }
      case UNLESS -> {
        x(KMOVD, RAX.low(), mask(i.x(), 7));
        x(TEST, RAX.low(), new Imm(1));
        x(JE, label(i));
      }
      case UNLESS_ANY -> {
        var m = mask(i.x(), 7);
        x(KORTESTW, m, m);
        x(JE, label(i));
      }
      case POLL -> {
        x(MOV, RAX, Mem.at(R15, Context.STOP));
        x(MOV, RAX.low(), Mem.at(RAX));
        x(TEST, RAX.low(), RAX.low());
        x(JNE, end);
      }
      case CHECK, CHECK_N, CHECK_LANES -> check(i);
      default -> vector(i);
    }
  }

  // ── whole numbers ──

  private static final org.ashlar.cpu.x86.Op[] SETS = {SETE, SETNE, SETL, SETLE, SETG, SETGE, SETB};
  private static final org.ashlar.cpu.x86.Op[] JUMPS = {JE, JNE, JL, JLE, JG, JGE, JB};

  private Label label(Instruction i) {
    return labels[(int) i.number()];
  }

  private Gpr move(Gpr to, Gpr from) {
    x(MOV, to, from);
    return to;
  }

  private void compare(Register x, Register y) {
    x(CMP, whole(x, RAX), whole(y, RCX));
  }

  private void compare(Gpr x, long y) {
    if (y == (int) y) {
      x(CMP, x, new Imm(y));
    } else {
      x(MOV, RCX, new Imm(y));
      x(CMP, x, RCX);
    }
  }

  private void copy(Instruction i) {
    switch (i.to().kind()) {
      case WHOLE -> put(i, whole(i.x(), RAX));
      case MASK -> {
        var from = mask(i.x(), 7);
        var to = allocation.home(i.to()) >= 0 ? maskTo(i) : from;
        if (to.number() != from.number()) {
          x(KMOVQ, to, from);
        }
        put(i, to);
      }
      case VECTOR -> {
        var wide = new Shape(i.shape().element(), 64 / i.shape().element().bytes());
        int home = allocation.home(i.to());
        if (i.x().isConstant()) {
          var to = new Vec(home >= 0 ? home : 28, 64);
          constant(to, i.x(), wide);
          put(i, to);
        } else {
          var from = x(i, wide);
          if (home < 0) {
            put(i, from);
          } else if (home != from.number()) {
            x(VMOVAPS, Vec.z(home), from);
          }
        }
      }
    }
  }

  private void loadWhole(Gpr to, Mem from, Storage storage) {
    switch (storage) {
      case S8 -> x(MOVSX_B, to, from);
      case U8 -> x(MOVZX_B, to.low(), from);
      case S16 -> x(MOVSX_W, to, from);
      case U16, F16 -> x(MOVZX_W, to.low(), from);
      case WORD -> x(MOVSXD, to, from);
      case LONG -> x(MOV, to, from);
    }
  }

  private void storeWhole(Gpr from, Mem to, Storage storage) {
    switch (storage) {
      case S8, U8 -> x(MOV, to, from.as(8));
      case S16, U16, F16 -> x(MOV_W, to, from.as(16));
      case WORD -> x(MOV, to, from.low());
      case LONG -> x(MOV, to, from);
    }
  }

  private void binary(Instruction i) {
    var x = whole(i.x(), RAX);
    var y = whole(i.y(), RCX);
    var to = wholeTo(i);
    boolean swaps = to.number() == y.number() && to.number() != x.number();
    if (swaps && i.op() == Op.W_SUB) {
      x(NEG, to);
      x(ADD, to, x);
      put(i, to);
      return;
    }
    if (swaps) {
      y = x;
    } else if (to.number() != x.number()) {
      x(MOV, to, x);
    }
    switch (i.op()) {
      case W_ADD -> x(ADD, to, y);
      case W_SUB -> x(SUB, to, y);
      case W_MUL -> x(IMUL, to, y);
      case W_AND -> x(AND, to, y);
      case W_OR -> x(OR, to, y);
      case W_XOR -> x(XOR, to, y);
      case W_MIN -> {
        x(CMP, to, y);
        x(CMOVG, to, y);
      }
      case W_MAX -> {
        x(CMP, to, y);
        x(CMOVL, to, y);
      }
      default -> throw new IllegalStateException("no such operation: " + i);
    }
    put(i, to);
  }

  private void unary(Instruction i) {
    var x = whole(i.x(), RAX);
    var to = wholeTo(i);
    long n = i.number();
    if (i.op() == Op.W_ADD_N && n == (int) n) {
      if (to.number() == x.number()) {
        x(ADD, to, new Imm(n));
      } else {
        x(LEA, to, Mem.at(x, n));
      }
      put(i, to);
      return;
    }
    if (i.op() == Op.W_MUL_N && n == (int) n) {
      x(IMUL, to, x, new Imm(n));
      put(i, to);
      return;
    }
    if (to.number() != x.number()) {
      x(MOV, to, x);
    }
    boolean small = n == (int) n;
    if (!small && i.op() != Op.W_NEG && i.op() != Op.W_NOT) {
      x(MOV, RCX, new Imm(n));
    }
    Operand by = small ? new Imm(n) : RCX;
    switch (i.op()) {
      case W_ADD_N -> x(ADD, to, by);
      case W_MUL_N -> x(IMUL, to, by);
      case W_AND_N -> x(AND, to, by);
      case W_SHL_N -> x(SHL, to, by);
      case W_SHR_N -> x(SHR, to, by);
      case W_SAR_N -> x(SAR, to, by);
      case W_NEG -> x(NEG, to);
      case W_NOT -> x(NOT, to);
      default -> throw new IllegalStateException("no such operation: " + i);
    }
    put(i, to);
  }

  /// `rax = rax op rcx`, 0 where rcx is 0.
  ///
  /// @param kind 0 DIV, 1 REM, 2 FLOORDIV, 3 FLOORMOD
  /// @param wide whether the least number may be divided by -1
  private void divide(int kind, boolean unsigned, boolean wide) {
    var zero = code.label();
    var negative = code.label();
    var done = code.label();
    x(TEST, RCX, RCX);
    x(JE, zero);
    if (unsigned) {
      x(XOR, RDX.low(), RDX.low());
      x(DIV, RCX);
    } else {
      if (wide) {
        x(CMP, RCX, new Imm(-1));
        x(JE, negative);
      }
      x(CQO);
      x(IDIV, RCX);
      if (kind >= 2) {
        var exact = code.label();
        x(TEST, RDX, RDX);
        x(JE, exact);
        // the quotient is below zero where remainder and divisor differ in sign
        if (kind == 2) {
          x(XOR, RDX, RCX);
          x(SAR, RDX, new Imm(63));
          x(ADD, RAX, RDX);
        } else {
          var same = code.label();
          x(MOV, RAX, RDX);
          x(XOR, RAX, RCX);
          x(JNS, same);
          x(ADD, RDX, RCX);
          code.bind(same);
        }
        code.bind(exact);
      }
    }
    if ((kind & 1) != 0) {
      x(MOV, RAX, RDX);
    }
    x(JMP, done);
    if (wide && !unsigned) {
      code.bind(negative);
      if ((kind & 1) == 0) {
        x(NEG, RAX);
        x(JMP, done);
      }
    }
    code.bind(zero);
    x(XOR, RAX.low(), RAX.low());
    code.bind(done);
  }

  // ── faults ──

  private void check(Instruction i) {
    var stub = code.label();
    switch (i.op()) {
      case CHECK -> {
        compare(i.x(), i.y());
        x(JAE, stub);
      }
      case CHECK_N -> {
        compare(whole(i.x(), RAX), i.other());
        x(JAE, stub);
      }
      default -> {
        var m = mask(i.mask(), 7);
        x(KORTESTW, m, m);
        x(JNE, stub);
      }
    }
    stubs.add(() -> {
      code.bind(stub);
      if (i.op() == Op.CHECK_LANES) {
        x(KMOVD, RAX.low(), mask(i.mask(), 7));
        x(VMOVUPS, Mem.at(RSP, X), x(i, i.shape()));
        x(TZCNT, RAX.low(), RAX.low());
        if (i.shape().element() == Element.I32) {
          x(MOVSXD, RAX, Mem.at(RSP, RAX, 4, X));
        } else {
          x(MOV, RAX, Mem.at(RSP, RAX, 8, X));
        }
        x(MOV, Mem.at(R15, Context.PLACE), RAX);
      } else {
        x(MOV, Mem.at(R15, Context.PLACE), whole(i.x(), RAX));
      }
      if (i.y().isNone()) {
        x(MOV, RCX, new Imm(i.other()));
        x(MOV, Mem.at(R15, Context.SIZE), RCX);
      } else {
        x(MOV, Mem.at(R15, Context.SIZE), whole(i.y(), RCX));
      }
      x(MOV, RAX, new Imm(i.number() + 1));
      x(MOV, Mem.at(R15, Context.FAULT), RAX);
      x(JMP, end);
    });
  }

  // ── vectors ──

  private Mem place(Register constant) {
    if (constant.isSame()) {
      return constant.elementBytes() == 4
          ? code.constant((int) constant.bit())
          : code.constant(constant.bit());
    }
    var bytes = java.nio.ByteBuffer.allocate(64).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (long bits : constant.bits()) {
      if (constant.elementBytes() == 4) {
        bytes.putInt((int) bits);
      } else {
        bytes.putLong(bits);
      }
    }
    return code.constant(bytes.array());
  }

  private void vector(Instruction i) {
    var s = i.shape();
    boolean four = s.element().bytes() == 4;
    boolean real = s.element().isFloat();
    switch (i.op()) {
      case M_AND, M_ANDN, M_OR, M_XOR -> {
        var a = mask(i.x(), 6);
        var b = mask(i.y(), 7);
        var to = maskTo(i);
        x(
            switch (i.op()) {
              case M_AND -> KANDW;
              case M_ANDN -> KANDNW;
              case M_OR -> KORW;
              default -> KXORW;
            },
            to,
            a,
            b);
        put(i, to);
      }
      case M_NOT -> {
        var to = maskTo(i);
        x(KNOTW, to, mask(i.x(), 7));
        put(i, to);
      }
      case M_CONSTANT -> {
        var to = maskTo(i);
        x(MOV, RAX.low(), new Imm(i.number()));
        x(KMOVD, to, RAX.low());
        put(i, to);
      }
      case M_SPREAD -> {
        var to = maskTo(i);
        x(KMOVD, RAX.low(), mask(i.x(), 7));
        x(AND, RAX.low(), new Imm(1));
        x(NEG, RAX.low());
        x(KMOVD, to, RAX.low());
        put(i, to);
      }
      case M_FIRST -> {
        var to = maskTo(i);
        var n = whole(i.x(), RCX);
        x(MOV, RAX.low(), new Imm(0xffff));
        x(BZHI, RAX.low(), RAX.low(), n.low());
        x(KMOVD, to, RAX.low());
        put(i, to);
      }
      case LOAD -> load(i);
      case STORE -> store(i);
      case STREAM -> stream(i);
      case LOAD_SPREAD -> {
        var to = vecTo(i, s);
        if (i.storage() == Storage.WORD || i.storage() == Storage.LONG) {
          x(four ? VPBROADCASTD : VPBROADCASTQ, to, place(i.place()));
        } else {
          loadWhole(RAX, place(i.place()), i.storage());
          x(VPBROADCASTD, to, RAX.low());
          if (i.storage() == Storage.F16) {
            half(to, to, s);
          }
        }
        put(i, to);
      }
      case GATHER -> gather(i);
      case SCATTER -> scatter(i);
      case GATHER_NARROW, SCATTER_NARROW -> eachPlace(i);
      case SPREAD -> {
        var to = vecTo(i, s);
        x(four ? VPBROADCASTD : VPBROADCASTQ, to, vec(i.x(), new Shape(s.element(), 1), 29));
        put(i, to);
      }
      case SPREAD_WHOLE -> {
        var to = vecTo(i, s);
        var from = whole(i.x(), RAX);
        x(four ? VPBROADCASTD : VPBROADCASTQ, to, four ? from.low() : from);
        put(i, to);
      }
      case OF_WHOLE -> {
        var to = vecTo(i, s);
        var from = whole(i.x(), RAX);
        x(four ? VMOVD : VMOVQ, to.as(16), four ? from.low() : from);
        put(i, to);
      }
      case TO_WHOLE -> {
        var to = wholeTo(i);
        var from = x(i, new Shape(s.element(), 1));
        x(four ? VMOVD : VMOVQ, four ? to.low() : to, from);
        put(i, to);
      }
      case LANE, ROTATE -> {
        var to = vecTo(i, s);
        var from = x(i, s);
        if (i.number() == 0) {
          x(VMOVAPS, to, from);
        } else {
          x(four ? VALIGND : VALIGNQ, to, from, from, new Imm(i.number()));
        }
        put(i, to);
      }
      case EACH -> call(i);
      case DIVIDE -> divideLanes(i);
      case FMA, FNMA -> fma(i);
      case SIGN -> sign(i, s);
      case RECIPROCAL -> {
        var to = vecTo(i, s);
        x(four ? VRCP14PS : VRCP14PD, to, x(i, s));
        put(i, to);
      }
      case UPPER -> {
        var to = vecTo(i, s);
        x(VEXTRACTF64X4, to.as(32), vec(i.x(), new Shape(s.element(), 16), 29), new Imm(1));
        put(i, to);
      }
      case JOIN -> {
        var to = vecTo(i, s);
        x(VINSERTF64X4, to, x(i, s), vec(i.y(), s, 30).as(32), new Imm(1));
        put(i, to);
      }
      case COMPARE, COMPARE_UNSIGNED -> {
        var to = maskTo(i);
        Operand target =
            i.mask().isNone() ? to : new org.ashlar.cpu.x86.Masked(to, mask(i.mask(), 7), false);
        boolean unsigned = i.op() == Op.COMPARE_UNSIGNED;
        var op =
            real
                ? four ? VCMPPS : VCMPPD
                : four ? unsigned ? VPCMPUD : VPCMPD : unsigned ? VPCMPUQ : VPCMPQ;
        x(op, target, x(i, s), last(i.y(), s, 30), new Imm(i.number()));
        put(i, to);
      }
      case BLEND -> {
        var to = vecTo(i, s);
        var y = y(i, s);
        x(four ? VPBLENDMD : VPBLENDMQ, to.under(mask(i.mask(), 7)), y, last(i.x(), s, 29));
        put(i, to);
      }
      case KEEP -> {
        var to = vecTo(i, s);
        x(four ? VMOVDQA32 : VMOVDQA64, to.zeroed(mask(i.mask(), 7)), x(i, s));
        put(i, to);
      }
      case SHL_N, SHR_N, SAR_N -> {
        var to = vecTo(i, s);
        var op =
            switch (i.op()) {
              case SHL_N -> four ? VPSLLD : VPSLLQ;
              case SHR_N -> four ? VPSRLD : VPSRLQ;
              default -> four ? VPSRAD : VPSRAQ;
            };
        x(op, to, x(i, s), new Imm(i.number()));
        put(i, to);
      }
      case ABS, SQRT -> {
        var to = vecTo(i, s);
        var op = i.op() == Op.ABS ? four ? VPABSD : VPABSQ : four ? VSQRTPS : VSQRTPD;
        x(op, to, x(i, s));
        put(i, to);
      }
      case ROUND -> {
        var to = vecTo(i, s);
        x(four ? VRNDSCALEPS : VRNDSCALEPD, to, x(i, s), new Imm(i.number() | 8));
        put(i, to);
      }
      case ADD, SUB, MUL, DIV, SCALE, MIN, MAX, UMIN, UMAX, AND, ANDN, OR, XOR, SHL, SHR, SAR -> {
        var to = vecTo(i, s);
        var x = x(i, s);
        var y = last(i.y(), s, 30);
        x(arithmetic(i.op(), four, real), under(i, to), x, y);
        put(i, to);
      }
      default -> convert(i);
    }
  }

  private static org.ashlar.cpu.x86.Op arithmetic(Op op, boolean four, boolean real) {
    return switch (op) {
      case ADD -> real ? four ? VADDPS : VADDPD : four ? VPADDD : VPADDQ;
      case SUB -> real ? four ? VSUBPS : VSUBPD : four ? VPSUBD : VPSUBQ;
      case MUL -> real ? four ? VMULPS : VMULPD : four ? VPMULLD : VPMULLQ;
      case DIV -> four ? VDIVPS : VDIVPD;
      case SCALE -> four ? VSCALEFPS : VSCALEFPD;
      case MIN -> real ? four ? VMINPS : VMINPD : four ? VPMINSD : VPMINSQ;
      case MAX -> real ? four ? VMAXPS : VMAXPD : four ? VPMAXSD : VPMAXSQ;
      case UMIN -> four ? VPMINUD : VPMINUQ;
      case UMAX -> four ? VPMAXUD : VPMAXUQ;
      case AND -> four ? VPANDD : VPANDQ;
      case ANDN -> four ? VPANDND : VPANDNQ;
      case OR -> four ? VPORD : VPORQ;
      case XOR -> four ? VPXORD : VPXORQ;
      case SHL -> four ? VPSLLVD : VPSLLVQ;
      case SHR -> four ? VPSRLVD : VPSRLVQ;
      case SAR -> four ? VPSRAVD : VPSRAVQ;
      default -> throw new IllegalStateException("no such operation: " + op);
    };
  }

  /// The form of the instruction whose result takes the place of the operand that it may.
  private void fma(Instruction i) {
    var s = i.shape();
    boolean four = s.element().bytes() == 4;
    boolean minus = i.op() == Op.FNMA;
    var to = vecTo(i, s);
    var x = i.x();
    var y = i.y();
    if (x.isConstant()) {
      x = i.y();
      y = i.x();
    }
    int z = i.z().isConstant() ? -1 : vec(i.z(), s, 31).number();
    var a = vec(x, s, 29);
    int b = y.isConstant() ? -1 : vec(y, s, 30).number();
    if (to.number() == z) {
      x(
          minus ? four ? VFNMADD231PS : VFNMADD231PD : four ? VFMADD231PS : VFMADD231PD,
          under(i, to),
          a,
          last(y, s, 30));
    } else if (to.number() == a.number() && b >= 0) {
      x(
          minus ? four ? VFNMADD213PS : VFNMADD213PD : four ? VFMADD213PS : VFMADD213PD,
          under(i, to),
          new Vec(b, s.bytes()),
          last(i.z(), s, 31));
    } else if (to.number() == a.number()) {
      x(
          minus ? four ? VFNMADD132PS : VFNMADD132PD : four ? VFMADD132PS : VFMADD132PD,
          under(i, to),
          vec(i.z(), s, 31),
          last(y, s, 30));
    } else if (to.number() == b) {
      x(
          minus ? four ? VFNMADD213PS : VFNMADD213PD : four ? VFMADD213PS : VFMADD213PD,
          under(i, to),
          a,
          last(i.z(), s, 31));
    } else {
      if (z >= 0) {
        x(VMOVAPS, to, new Vec(z, s.bytes()));
      } else {
        constant(to, i.z(), s);
      }
      x(
          minus ? four ? VFNMADD231PS : VFNMADD231PD : four ? VFMADD231PS : VFMADD231PD,
          under(i, to),
          a,
          last(y, s, 30));
    }
    put(i, to);
  }

  /// By a choice of bits: where a bit of the constant is set, that of y, else that of x.
  private void sign(Instruction i, Shape s) {
    boolean four = s.element().bytes() == 4;
    var to = vecTo(i, s);
    var x = x(i, s);
    var y = y(i, s);
    var work = to.number() == y.number() ? new Vec(31, s.bytes()) : to;
    if (work.number() != x.number()) {
      x(VMOVAPS, work, x);
    }
    var bit = Register.constant(s.element(), four ? 0x8000_0000L : Long.MIN_VALUE);
    x(four ? VPTERNLOGD : VPTERNLOGQ, work, y, place(bit).broadcast(), new Imm(0xd8));
    if (work != to) {
      x(VMOVAPS, to, work);
    }
    put(i, to);
  }

  // ── memory ──

  private void load(Instruction i) {
    var s = i.shape();
    var to = vecTo(i, s);
    boolean plain = i.storage() == Storage.WORD || i.storage() == Storage.LONG;
    var from = place(i.place());
    if (s.isSingle() && !plain) {
      var skip = code.label();
      if (!i.mask().isNone()) {
        var m = mask(i.mask(), 7);
        x(VPXORD, to, to, to);
        x(KMOVD, RAX.low(), m);
        x(TEST, RAX.low(), new Imm(1));
        x(JE, skip);
      }
      loadWhole(RAX, from, i.storage());
      x(VMOVD, to, RAX.low());
      if (i.storage() == Storage.F16) {
        half(to, to, s);
      }
      code.bind(skip);
      put(i, to);
      return;
    }
    boolean four = s.element().bytes() == 4;
    Operand target = i.mask().isNone() ? to : to.zeroed(mask(i.mask(), 7));
    var op =
        switch (i.storage()) {
          case S8 -> VPMOVSXBD;
          case U8 -> VPMOVZXBD;
          case S16 -> VPMOVSXWD;
          case U16 -> VPMOVZXWD;
          case F16 -> VCVTPH2PS;
          case WORD, LONG -> s.isSingle() ? four ? VMOVSS : VMOVSD : four ? VMOVUPS : VMOVUPD;
        };
    x(op, target, from);
    put(i, to);
  }

  private void store(Instruction i) {
    var s = i.shape();
    var from = x(i, s);
    var to = place(i.place());
    boolean plain = i.storage() == Storage.WORD || i.storage() == Storage.LONG;
    if (s.isSingle() && !plain) {
      var skip = code.label();
      if (!i.mask().isNone()) {
        x(KMOVD, RAX.low(), mask(i.mask(), 7));
        x(TEST, RAX.low(), new Imm(1));
        x(JE, skip);
      }
      x(VMOVD, RAX.low(), from);
      storeWhole(RAX, to, i.storage());
      code.bind(skip);
      return;
    }
    boolean four = s.element().bytes() == 4;
    Operand target = i.mask().isNone() ? to : to.under(mask(i.mask(), 7));
    var op =
        switch (i.storage()) {
          case S8, U8 -> VPMOVDB;
          case S16, U16, F16 -> VPMOVDW;
          case WORD, LONG -> s.isSingle() ? four ? VMOVSS : VMOVSD : four ? VMOVUPS : VMOVUPD;
        };
    x(op, target, from);
  }

  private void stream(Instruction i) {
    var from = x(i, i.shape());
    var to = place(i.place());
    var other = code.label();
    var after = code.label();
    x(LEA, RAX, to);
    x(TEST, RAX.low(), new Imm(63));
    x(JNE, other);
    x(VMOVNTPS, to, from);
    code.bind(after);
    stubs.add(() -> {
      code.bind(other);
      x(VMOVUPS, to, from);
      x(JMP, after);
    });
    streams = true;
  }

  /// A mask that the gather below may spend.
  private Mask spent(Instruction i) {
    if (i.mask().isNone()) {
      x(KXNORW, k(7), k(7), k(7));
      return k(7);
    }
    int home = allocation.home(i.mask());
    if (home >= 0) {
      x(KMOVQ, k(7), k(home));
    } else {
      x(KMOVQ, k(7), slot(i.mask()));
    }
    return k(7);
  }

  private Mem lanes(Instruction i, Shape index) {
    return Mem.at(
        whole(i.place().base(), RDX),
        vec(i.place().index(), index, 30),
        i.place().scale(),
        i.place().displacement());
  }

  private static Shape index(Instruction i) {
    return new Shape(i.other() == 4 ? Element.I32 : Element.I64, i.shape().lanes());
  }

  private void gather(Instruction i) {
    var s = i.shape();
    boolean four = s.element().bytes() == 4;
    boolean small = i.other() == 4;
    var to = vecTo(i, s);
    var from = lanes(i, index(i));
    x(VPXORD, to, to, to);
    x(
        four ? small ? VPGATHERDD : VPGATHERQD : small ? VPGATHERDQ : VPGATHERQQ,
        to.under(spent(i)),
        from);
    put(i, to);
  }

  private void scatter(Instruction i) {
    var s = i.shape();
    boolean four = s.element().bytes() == 4;
    boolean small = i.other() == 4;
    var from = x(i, s);
    var to = lanes(i, index(i));
    x(
        four ? small ? VPSCATTERDD : VPSCATTERQD : small ? VPSCATTERDQ : VPSCATTERQQ,
        to.under(spent(i)),
        from);
  }

  private void half(Vec to, Vec from, Shape s) {
    if (s.isSingle()) {
      x(VCVTPH2PS, to, from);
    } else {
      int bytes = Math.max(16, to.bytes() / 2);
      x(VPMOVDW, new Vec(to.number(), bytes), from);
      x(VCVTPH2PS, to, new Vec(to.number(), bytes));
    }
  }

  /// Narrow numbers at places of their own, one lane after the other.
  private void eachPlace(Instruction i) {
    var s = i.shape();
    var counter = whole(i.z(), RAX);
    boolean gathers = i.op() == Op.GATHER_NARROW;
    boolean small = i.other() == 4;
    x(VMOVUPS, Mem.at(RSP, Y), vec(i.place().index(), index(i), 30));
    if (gathers) {
      x(VPXORD, Vec.z(28), Vec.z(28), Vec.z(28));
      x(VMOVUPS, Mem.at(RSP, RESULT), Vec.z(28));
    } else {
      x(VMOVUPS, Mem.at(RSP, RESULT), x(i, s));
    }
    if (!i.mask().isNone()) {
      x(KMOVD, RAX.low(), mask(i.mask(), 7));
      x(MOV, Mem.at(RSP, COUNT), RAX);
    }
    x(XOR, counter.low(), counter.low());
    var again = code.here();
    var next = code.label();
    if (!i.mask().isNone()) {
      x(MOV, RAX, Mem.at(RSP, COUNT));
      x(BT, RAX, counter);
      x(JAE, next);
    }
    if (small) {
      x(MOVSXD, RCX, Mem.at(RSP, counter, 4, Y));
    } else {
      x(MOV, RCX, Mem.at(RSP, counter, 8, Y));
    }
    var place =
        Mem.at(whole(i.place().base(), RDX), RCX, i.place().scale(), i.place().displacement());
    if (gathers) {
      loadWhole(RAX, place, i.storage());
      x(MOV, Mem.at(RSP, counter, 4, RESULT), RAX.low());
    } else {
      x(MOV, RAX.low(), Mem.at(RSP, counter, 4, RESULT));
      storeWhole(RAX, place, i.storage());
    }
    code.bind(next);
    x(INC, counter);
    x(CMP, counter, new Imm(s.lanes()));
    x(JL, again);
    if (gathers) {
      var to = vecTo(i, s);
      x(VMOVUPS, to, Mem.at(RSP, RESULT));
      if (i.storage() == Storage.F16) {
        half(to, to, s);
      }
      put(i, to);
    }
  }

  // ── lane by lane ──

  private void divideLanes(Instruction i) {
    var s = i.shape();
    boolean four = s.element().bytes() == 4;
    boolean unsigned = i.other() == 1;
    var counter = whole(i.z(), RAX);
    x(VMOVUPS, Mem.at(RSP, X), x(i, s));
    x(VMOVUPS, Mem.at(RSP, Y), y(i, s));
    x(XOR, counter.low(), counter.low());
    var again = code.here();
    if (!four) {
      x(MOV, RAX, Mem.at(RSP, counter, 8, X));
      x(MOV, RCX, Mem.at(RSP, counter, 8, Y));
    } else if (unsigned) {
      x(MOV, RAX.low(), Mem.at(RSP, counter, 4, X));
      x(MOV, RCX.low(), Mem.at(RSP, counter, 4, Y));
    } else {
      x(MOVSXD, RAX, Mem.at(RSP, counter, 4, X));
      x(MOVSXD, RCX, Mem.at(RSP, counter, 4, Y));
    }
    divide((int) i.number(), unsigned, !four);
    if (four) {
      x(MOV, Mem.at(RSP, counter, 4, RESULT), RAX.low());
    } else {
      x(MOV, Mem.at(RSP, counter, 8, RESULT), RAX);
    }
    x(INC, counter);
    x(CMP, counter, new Imm(s.lanes()));
    x(JL, again);
    var to = vecTo(i, s);
    x(VMOVUPS, to, Mem.at(RSP, RESULT));
    put(i, to);
  }

  /// Calls a function of the C library for each lane, with everything alive kept in the frame.
  private void call(Instruction i) {
    var s = i.shape();
    boolean four = s.element().bytes() == 4;
    var alive = allocation.across(at);
    int save = SLOTS + 64 * allocation.slots();
    x(VMOVUPS, Mem.at(RSP, X), x(i, s));
    if (i.other() == 2) {
      x(VMOVUPS, Mem.at(RSP, Y), y(i, s));
    }
    keep(alive, save, true);
    x(VZEROUPPER);
    x(XOR, RCX.low(), RCX.low());
    var again = code.here();
    x(MOV, Mem.at(RSP, COUNT), RCX);
    for (int n = 0; n < i.other(); n++) {
      var place = Mem.at(RSP, RCX, four ? 4 : 8, n == 0 ? X : Y);
      x(VMOVSD, Vec.x(n), Mem.at(RSP, RCX, four ? 4 : 8, n == 0 ? X : Y));
      if (four) {
        x(VMOVSS, Vec.x(n), place);
        x(VCVTSS2SD, Vec.x(n), Vec.x(n), Vec.x(n));
      }
    }
    x(MOV, RAX, new Imm(i.number()));
    x(CALL, RAX);
    x(MOV, RCX, Mem.at(RSP, COUNT));
    if (four) {
      x(VCVTSD2SS, Vec.x(0), Vec.x(0), Vec.x(0));
      x(VMOVSS, Mem.at(RSP, RCX, 4, RESULT), Vec.x(0));
    } else {
      x(VMOVSD, Mem.at(RSP, RCX, 8, RESULT), Vec.x(0));
    }
    x(INC, RCX);
    x(CMP, RCX, new Imm(s.lanes()));
    x(JL, again);
    keep(alive, save, false);
    var to = vecTo(i, s);
    x(VMOVUPS, to, Mem.at(RSP, RESULT));
    put(i, to);
  }

  private void keep(List<Register> alive, int save, boolean out) {
    int masks = save + 64 * 28;
    for (var r : alive) {
      int home = allocation.home(r);
      switch (r.kind()) {
        case VECTOR -> move(out, VMOVUPS, Vec.z(home), Mem.at(RSP, save + 64L * home));
        case MASK -> move(out, KMOVQ, k(home), Mem.at(RSP, masks + 8L * home));
        case WHOLE -> {
          if (home >= 6 && home <= 11) {
            move(out, MOV, gpr(home), Mem.at(RSP, masks + 64 + 8L * (home - 4)));
          }
        }
      }
    }
  }

  private void move(boolean out, org.ashlar.cpu.x86.Op op, Operand register, Mem place) {
    if (out) {
      x(op, place, register);
    } else {
      x(op, register, place);
    }
  }

  // ── conversions ──

  private void convert(Instruction i) {
    var s = i.shape();
    var to = vecTo(i, s);
    switch (i.op()) {
      case TO_HALF -> {
        var x = x(i, s.of(Element.F32));
        var half = new Vec(to.number(), Math.max(16, to.bytes() / 2));
        x(VCVTPS2PH, half, x, new Imm(0));
        x(VPMOVZXWD, to, half);
      }
      case OF_HALF -> half(to, x(i, s.of(Element.I32)), s);
      case I64_TO_I32 -> x(VPMOVQD, to, x(i, s.of(Element.I64)));
      default -> {
        var from =
            switch (i.op()) {
              case F32_TO_F64, F32_TO_I32, F32_TO_U32, F32_TO_I64, F32_TO_U64 -> Element.F32;
              case F64_TO_F32, F64_TO_I32, F64_TO_U32, F64_TO_I64, F64_TO_U64 -> Element.F64;
              case I64_TO_F32, U64_TO_F32, I64_TO_F64, U64_TO_F64 -> Element.I64;
              default -> Element.I32;
            };
        x(
            switch (i.op()) {
              case F32_TO_F64 -> VCVTPS2PD;
              case F64_TO_F32 -> VCVTPD2PS;
              case I32_TO_F32 -> VCVTDQ2PS;
              case U32_TO_F32 -> VCVTUDQ2PS;
              case I32_TO_F64 -> VCVTDQ2PD;
              case U32_TO_F64 -> VCVTUDQ2PD;
              case I64_TO_F32 -> VCVTQQ2PS;
              case U64_TO_F32 -> VCVTUQQ2PS;
              case I64_TO_F64 -> VCVTQQ2PD;
              case U64_TO_F64 -> VCVTUQQ2PD;
              case F32_TO_I32 -> VCVTTPS2DQ;
              case F32_TO_U32 -> VCVTTPS2UDQ;
              case F32_TO_I64 -> VCVTTPS2QQ;
              case F32_TO_U64 -> VCVTTPS2UQQ;
              case F64_TO_I32 -> VCVTTPD2DQ;
              case F64_TO_U32 -> VCVTTPD2UDQ;
              case F64_TO_I64 -> VCVTTPD2QQ;
              case F64_TO_U64 -> VCVTTPD2UQQ;
              case I32_TO_I64 -> VPMOVSXDQ;
              case U32_TO_I64 -> VPMOVZXDQ;
              default -> throw new IllegalStateException("no such operation: " + i);
            },
            to,
            x(i, s.of(from)));
      }
    }
    put(i, to);
  }
}
