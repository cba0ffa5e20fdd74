package org.ashlar.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Holds every row of the table to a disassembler.
final class EncodingsTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("basedir", "."), "src/test/golden/encodings.txt");

  /// What a disassembler once agreed with, for machines that have none.
  @Test
  void everyRowIsWrittenAsBefore() throws Exception {
    var instances = new Instances(new Random(1)).all(2);
    var text = new StringBuilder();
    for (var instance : instances) {
      text.append(HexFormat.of().formatHex(instance.bytes()))
          .append(' ')
          .append(instance.text())
          .append('\n');
    }
    if ("update".equals(System.getProperty("golden"))) {
      assumeTrue(Disassembler.isHere(), "objdump (GNU binutils) is not on this machine");
      assertEquals("", wrong(instances));
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertEquals(Files.readString(GOLDEN), text.toString());
  }

  @Test
  void everyRowIsReadAsItWasMeant() throws Exception {
    assumeTrue(Disassembler.isHere(), "objdump (GNU binutils) is not on this machine");
    long seed = new Random().nextLong();
    System.out.println("encodings: seed " + seed);
    assertEquals("", wrong(new Instances(new Random(seed)).all(6)), "seed " + seed);
  }

  /// The instructions that the disassembler reads otherwise, one a line.
  private static String wrong(List<Instances.Instance> instances) throws Exception {
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
    return String.join("\n", wrong);
  }
}
