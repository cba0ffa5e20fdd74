package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.junit.jupiter.api.Test;

/// Rows that go in pairs.
class PairsTest {
  /// Every sum of each row is a buffer of its own, whatever the sums are called.
  @Test
  void sumsOfTheSecondRowAreTheirOwn() {
    var kernel =
        KernelParse.kernel(
            """
            kernel rows(x: f32[8, 16], y: f32[8], z: f32[8])
              for i0 < 8
                alloc s: f32[] registers
                alloc s_2: f32[] registers
                s[] = 0.0
                s_2[] = 0.0
                alloc s_k: f32[16] registers
                  for k0 < 16 vector
                    s_k[k0] = x[i0, k0]
                  for k1 < 16
                    s[] add= s_k[k1]
                    s_2[] max= s_k[k1]
                y[i0] = s[]
                z[i0] = s_2[]
            """);
    var names = new ArrayList<String>();
    Statements.visit(
        Pairs.write(kernel.body()),
        s -> {
          if (s instanceof Stmt.Alloc(var buffer, _)) {
            names.add(buffer.name());
          }
        });
    assertEquals(6, Set.copyOf(names).size(), () -> List.copyOf(names).toString());
  }
}
