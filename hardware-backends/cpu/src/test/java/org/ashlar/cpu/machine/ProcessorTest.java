package org.ashlar.cpu.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProcessorTest {
  private final String before = System.getProperty(Processor.PROPERTY, "");

  @AfterEach
  void restore() {
    System.setProperty(Processor.PROPERTY, before);
  }

  @Test
  void tellsWhatLinuxTells() throws IOException {
    var file = Path.of("/proc/cpuinfo");
    assumeTrue(Files.exists(file));
    System.clearProperty(Processor.PROPERTY);
    var processor = Processor.here();
    System.out.println("processor: " + processor);
    assumeTrue(processor.isa() != Isa.PORTABLE, processor.reason());
    var flags = Set.<String>of();
    for (var line : Files.readAllLines(file)) {
      if (line.startsWith("flags")) {
        flags = Set.of(line.substring(line.indexOf(':') + 1).strip().split(" "));
      }
    }
    assertEquals(flags.contains("avx2"), processor.has(Feature.AVX2));
    assertEquals(flags.contains("avx512bw"), processor.has(Feature.AVX512BW));
    assertEquals(flags.contains("avx512_vnni"), processor.has(Feature.AVX512VNNI));
    assertEquals(flags.contains("avx_vnni"), processor.has(Feature.AVXVNNI));
    assertEquals(flags.contains("abm"), processor.has(Feature.LZCNT));
    assertTrue(processor.firstCache() >= 16 << 10, "first cache: " + processor.firstCache());
  }

  @Test
  void thePropertyIsAnUpperBound() {
    for (var isa : Isa.values()) {
      System.setProperty(Processor.PROPERTY, isa.name().toLowerCase(java.util.Locale.ROOT));
      assertTrue(isa.has(Processor.here().isa()));
    }
    System.setProperty(Processor.PROPERTY, "portable");
    assertEquals("ashlar.cpu.isa=portable", Processor.here().reason());
  }

  @Test
  void anUnknownLevelIsRefused() {
    System.setProperty(Processor.PROPERTY, "sse2");
    var e = assertThrows(IllegalArgumentException.class, Processor::here);
    assertEquals("ashlar.cpu.isa: portable, avx2, avx512 or amx: sse2", e.getMessage());
  }

  @Test
  void anotherSystemIsRefusedInOneSentence() {
    var name = System.getProperty("os.name");
    System.clearProperty(Processor.PROPERTY);
    try {
      System.setProperty("os.name", "Windows 11");
      var processor = Processor.here();
      assertEquals(Isa.PORTABLE, processor.isa());
      assertTrue(
          processor
              .reason()
              .startsWith(
                  "machine code: written for Linux on x86-64 only: this is Windows 11 on "));
    } finally {
      System.setProperty("os.name", name);
    }
  }
}
