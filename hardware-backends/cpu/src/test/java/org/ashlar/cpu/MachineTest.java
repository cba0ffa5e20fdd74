package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ashlar.ir.DType;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void aPropertyForcesPlainLoops() {
    System.setProperty("ashlar.cpu.isa", "plain");
    try {
      assertEquals(0, Machine.here().vectorBytes());
      assertEquals("ashlar.cpu.isa=plain", Machine.here().reason());
    } finally {
      System.clearProperty("ashlar.cpu.isa");
    }
  }

  @Test
  void vectorsAreFoundWhereTheModuleIs() {
    assertTrue(Machine.here().vectorBytes() >= 8, Machine.here().reason());
    assertEquals("", Machine.here().reason());
  }

  @Test
  void theTargetTellsLanesAndThreads() {
    var target = new Machine(32, 3, "").target();
    assertEquals(8, target.lanes(DType.F32));
    assertEquals(3, target.cores());
    assertEquals(1, new Machine(0, 3, "").target().lanes(DType.F32));
  }
}
