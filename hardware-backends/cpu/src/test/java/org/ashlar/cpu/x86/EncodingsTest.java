package org.ashlar.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Holds every row of the table to a disassembler.
final class EncodingsTest {
  @Test
  void everyRowIsReadAsItWasMeant() throws Exception {
    assumeTrue(Disassembler.isHere(), "objdump (GNU binutils) is not on this machine");
    long seed = new Random().nextLong();
    System.out.println("encodings: seed " + seed);
    var instances = new Instances(new Random(seed)).all(12);
    var read = Disassembler.read(instances.stream().map(Instances.Instance::bytes).toList());
    var wrong = new ArrayList<String>();
    for (int i = 0; i < instances.size(); i++) {
      var meant = instances.get(i);
      var got = read.get(i);
      var texts = got.map(Disassembler.Read::texts).orElse(Set.of());
      int bytes = got.map(Disassembler.Read::bytes).orElse(0);
      if (!texts.contains(meant.text()) || bytes != meant.bytes().length) {
        wrong.add(
            "%s: %s: meant %s, read %s (%d bytes)"
                .formatted(
                    meant.op(),
                    HexFormat.of().formatHex(meant.bytes()),
                    meant.text(),
                    texts,
                    bytes));
      }
    }
    assertEquals("", String.join("\n", wrong), "seed " + seed);
  }
}
