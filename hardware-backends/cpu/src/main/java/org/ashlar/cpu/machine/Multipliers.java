package org.ashlar.cpu.machine;

import java.util.List;
import java.util.Optional;
import org.ashlar.backend.Peak;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Op;
import org.ashlar.cpu.x86.Vec;

/// What the multipliers for f32 do at most: a loop of machine code with nothing but fused
/// multiplications, one chain in every register but two.
public final class Multipliers implements Peak {
  private static final int TIMES = 4000;

  private final MachineCode code;
  private final double work;

  private Multipliers(MachineCode code, double work) {
    this.code = code;
    this.work = work;
  }

  /// Those of this processor; none where there is no machine code.
  public static Optional<Peak> of(Isa isa) {
    if (!isa.has(Isa.AVX2)) {
      return Optional.empty();
    }
    int chains = isa.registers() - 2;
    var code = new Code();
    for (int i = 0; i < isa.registers(); i++) {
      // denormal and infinite numbers may be slow: all are 0
      var vec = new Vec(i, i < 16 ? 16 : isa.bytes());
      code.emit(i < 16 ? Op.VPXOR : Op.VPXORD, vec, vec, vec);
    }
    code.set(Gpr.RCX, TIMES);
    var again = code.here();
    for (int i = 0; i < chains; i++) {
      code.emit(
          Op.VFMADD231PS,
          new Vec(i, isa.bytes()),
          new Vec(chains, isa.bytes()),
          new Vec(chains + 1, isa.bytes()));
    }
    code.emit(Op.DEC, Gpr.RCX);
    code.emit(Op.JNE, again);
    code.emit(Op.VZEROUPPER);
    code.emit(Op.RET);
    try {
      var loaded = MachineCode.load(List.of(code.bytes()));
      return Optional.of(new Multipliers(loaded, 2.0 * TIMES * chains * isa.bytes() / 4));
    } catch (MachineCodeRefused e) {
      return Optional.empty();
    }
  }

  @Override
  public double multiply() {
    int times = 16;
    for (int i = 0; i < times; i++) {
      Calls.call(code.entry(0), 0, 0, 0, 0);
    }
    return times * work;
  }
}
