package org.ashlar.ptx;

import static org.ashlar.ptx.EntryBuilder.number;
import static org.ashlar.ptx.EntryBuilder.special;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntryBuilderTest {
  private static PtxModule sum() {
    var k = new EntryBuilder("sum").threads(128, 1, 1).at(new Source(1, 3, 1));
    var x =
        k.value("cvta.to.global.u64", k.load(Space.PARAM, Type.U64, k.parameter(Type.U64, "x"), 0));
    var n = k.load(Space.PARAM, Type.U32, k.parameter(Type.U32, "n"), 0);
    var tile = k.array(Space.SHARED, Type.F32, "tile", 128, 16);
    var lane = k.value("mov.u32", special("%tid.x"));
    var i = k.register(Type.U32);
    var total = k.register(Type.F32);
    k.add("mov.u32", i, lane).add("mov.f32", total, number(0f));
    var loop = k.label("loop");
    k.loop(loop);
    var at = k.value("mad.wide.u32", i, number(16), x);
    var v = new Operand.Register[4];
    for (int j = 0; j < 4; j++) {
      v[j] = k.register(Type.F32);
    }
    k.add("ld.global.nc.v4.f32", EntryBuilder.vector(v), new Operand.Address(at, 0));
    k.at(new Source(1, 4, 1))
        .add("fma.rn.f32", total, v[0], v[1], total)
        .add("fma.rn.f32", total, v[2], v[3], total);
    k.add("add.u32", i, i, number(128));
    k.when(k.value("setp.lt.u32", i, n), true).add("bra", loop);
    var place = k.value("mov.u32", tile);
    k.store(Space.SHARED, Type.F32, k.value("mad.lo.u32", lane, number(4), place), 0, total)
        .add("bar.sync", number(0));
    return PtxModule.of(
        "sm_80", List.of(new SourceFile(1, "sum.java")), List.of(), List.of(k.build()));
  }

  @Test
  void writesTextThatIsReadAndAssembled() {
    var text = Printer.print(sum());
    assertEquals(text, Printer.print(Parser.parse("sum.ptx", text)));
    assertEquals(List.of(), Verifier.verify(Parser.parse("sum.ptx", text)));
    Ptxas.needed();
    assertEquals("", Ptxas.complaints(text, "sm_80"));
    assertEquals("", Ptxas.complaints(text, "sm_90"));
  }

  @Test
  void refusesWhatBreaksARule() {
    var k = new EntryBuilder("k");
    var f = k.register(Type.F32);
    assertEquals(
        "add.s32: operand 1 must be a register of type s32: found %f1 of type f32, in add.s32 %f1,"
            + " %f1, 1;",
        assertThrows(IllegalArgumentException.class, () -> k.add("add.s32", f, f, number(1)))
            .getMessage());
    assertEquals(
        "add.q32: it must be a form of the subset that writes its first operand: it is not",
        assertThrows(IllegalArgumentException.class, () -> k.value("add.q32", f, f)).getMessage());
  }
}
