package org.ashlar.gpu.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Target;
import org.ashlar.testkit.Corpus;
import org.ashlar.testkit.Edges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// NVIDIA's assembler takes what is written. Skipped where there is none.
class AssembledTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {80, 90})
  void theCorpusIsAssembled(int architecture) throws Exception {
    var kernels = new ArrayList<Kernel>();
    Corpus.cases().forEach(c -> kernels.add(c.kernel()));
    assemble(kernels, architecture);
  }

  @Test
  void everyOperationOfEveryDtypeIsAssembled() throws Exception {
    var kernels = new ArrayList<Kernel>();
    var dtypes =
        Arrays.stream(DType.values())
            .filter(d -> d.kind() != DType.Kind.COMPLEX && d != DType.STRING && d != DType.TF32)
            .toList();
    Edges.of(dtypes).forEach(group -> kernels.add(group.kernel(Run.VECTOR)));
    assemble(kernels, 80);
  }

  private void assemble(List<Kernel> kernels, int architecture) throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "ptxas"))),
        "there is no ptxas on the path");
    var facts = Map.of(Writer.ARCHITECTURE, (double) architecture, Product.F32, 1.0);
    var target = new Target("test", 0, 0, 1, Map.of(), List.of(), Set.of(), facts);
    var written = new ArrayList<Written>();
    for (var kernel : kernels) {
      written.add(Writer.write(kernel, kernel.name() + "_" + written.size(), target));
    }
    var source = folder.resolve("all.ptx");
    Files.writeString(source, Writer.module(written, target));
    var log = folder.resolve("log");
    var process =
        new ProcessBuilder(
                "ptxas",
                "-arch=sm_" + architecture,
                "-O1",
                source.toString(),
                "-o",
                folder.resolve("all.cubin").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int code = process.waitFor();
    var text = Files.readString(log);
    assertEquals(0, code, text.substring(0, Math.min(3000, text.length())));
  }
}
