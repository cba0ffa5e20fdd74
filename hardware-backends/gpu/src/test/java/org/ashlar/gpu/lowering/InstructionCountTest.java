package org.ashlar.gpu.lowering;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Parser;
import org.junit.jupiter.api.Test;

/// Instructions and registers against what ptxas makes of the same texts for sm_80. Skipped where there is none.
class InstructionCountTest {
  private record Row(String name, int expected, int got, int registers, int gotRegisters) {
    double error() {
      return Math.abs(got - expected) / (double) expected;
    }

    double registerError() {
      return Math.abs(gotRegisters - registers) / (double) registers;
    }
  }

  static List<Path> texts() throws IOException {
    var base = Path.of(System.getProperty("basedir", "."));
    var files = new ArrayList<Path>();
    for (var folder : List.of("../ptx/src/test/resources/corpus", "src/main/resources/org/ashlar/gpu/kernels", System.getProperty("more", "none"))) {
      if (Files.exists(base.resolve(folder))) {
        try (Stream<Path> list = Files.list(base.resolve(folder))) {
          list.filter(f -> f.toString().endsWith(".ptx")).sorted().forEach(files::add);
        }
      }
    }
    return files;
  }

  @Test
  void countsAreThoseOfTheAssembler() throws IOException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).anyMatch(p -> Files.isExecutable(Path.of(p, "ptxas"))),
        "there is no ptxas on the path");
    var rows = new ArrayList<Row>();
    for (var file : texts()) {
      var text = Files.readString(file).replaceAll("(?m)^(\\s*\\$L__BB\\w*:)", "$1\n.pragma \"nounroll\";");
      var cubin = Cubin.of(text);
      for (var entry : Entry.all(Parser.parse(file.getFileName().toString(), text))) {
        var lowering = new AssemblerLowering();
        var row =
            new Row(
                file.getFileName() + " " + entry.name(),
                cubin.operations().get(entry.name()).size(),
                lowering.length(entry),
                cubin.registers().get(entry.name()),
                lowering.lower(entry).registers());
        rows.add(row);
        if (Boolean.getBoolean("show")) {
          System.out.printf("ROW %5.1f%% %s %d %d regs %d %d %s%n", 100.0 * (row.got - row.expected) / row.expected, row.name, row.expected, row.got, row.registers, row.gotRegisters, lowering.histogram(entry));
        }
      }
    }
    var errors = rows.stream().mapToDouble(Row::error).sorted().toArray();
    var registers = rows.stream().mapToDouble(Row::registerError).sorted().toArray();
    var said =
        "%d kernels: instructions median %.3f p90 %.3f, registers median %.3f p90 %.3f"
            .formatted(rows.size(), at(errors, 0.5), at(errors, 0.9), at(registers, 0.5), at(registers, 0.9));
    System.out.println(said);
    assertTrue(at(errors, 0.5) <= 0.05 && at(errors, 0.9) <= 0.15, said);
  }

  private static double at(double[] sorted, double part) {
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))];
  }
}
