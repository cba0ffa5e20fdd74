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
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ashlar.gpu.emit.Writer;
import org.ashlar.gpu.emit.Written;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Parser;
import org.ashlar.testkit.Corpus;
import org.junit.jupiter.api.Test;

/// Instructions and registers against what ptxas makes of the same texts for sm_80. Skipped where
/// there is none.
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
    for (var folder :
        List.of("../ptx/src/test/resources/corpus", "src/main/resources/org/ashlar/gpu/kernels")) {
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
    assembler();
    var rows = new ArrayList<Row>();
    for (var file : texts()) {
      var text =
          Files.readString(file)
              .replaceAll("(?m)^(\\s*\\$L__BB\\w*:)", "$1\n.pragma \"nounroll\";");
      count(file.getFileName().toString(), text, rows);
    }
    compare(rows);
  }

  /// The kernels of the test kit, as they are written for a card.
  @Test
  void countsOfWrittenKernelsAreThoseOfTheAssembler() {
    assembler();
    var written = new ArrayList<Written>();
    var facts = Map.of(Writer.ARCHITECTURE, 80.0, Product.F32, 1.0);
    var target = new Target("test", 0, 0, 1, Map.of(), List.of(), Set.of(), facts);
    Corpus.cases()
        .forEach(c ->
            written.add(
                Writer.write(c.kernel(), c.kernel().name() + "_" + written.size(), target)));
    var rows = new ArrayList<Row>();
    count("written", Writer.module(written, target), rows);
    compare(rows);
  }

  private static void assembler() {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "ptxas"))),
        "there is no ptxas on the path");
  }

  private static void count(String name, String text, List<Row> rows) {
    var cubin = Cubin.of(text);
    for (var entry : Entry.all(Parser.parse(name, text))) {
      var lowering = new AssemblerLowering();
      var row =
          new Row(
              name + " " + entry.name(),
              cubin.operations().get(entry.name()).size(),
              lowering.length(entry),
              cubin.registers().get(entry.name()),
              lowering.lower(entry).registers());
      rows.add(row);
      if (Boolean.getBoolean("show")) {
        System.out.printf(
            "ROW %5.1f%% %s %d %d regs %d %d %s%n",
            100.0 * (row.got - row.expected) / row.expected,
            row.name,
            row.expected,
            row.got,
            row.registers,
            row.gotRegisters,
            lowering.histogram(entry));
      }
    }
  }

  private static void compare(List<Row> rows) {
    var errors = rows.stream().mapToDouble(Row::error).sorted().toArray();
    var registers = rows.stream().mapToDouble(Row::registerError).sorted().toArray();
    var said =
        "%d kernels: instructions median %.3f p90 %.3f, registers median %.3f p90 %.3f"
            .formatted(
                rows.size(),
                at(errors, 0.5),
                at(errors, 0.9),
                at(registers, 0.5),
                at(registers, 0.9));
    System.out.println(said);
    assertTrue(at(errors, 0.5) <= 0.05 && at(errors, 0.9) <= 0.15, said);
    assertTrue(at(registers, 0.5) <= 0.25, said);
  }

  private static double at(double[] sorted, double part) {
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))];
  }
}
