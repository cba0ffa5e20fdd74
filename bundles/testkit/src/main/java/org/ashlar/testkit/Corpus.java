package org.ashlar.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;

/// The waist corpus: hand-written scheduled kernels as text (`corpus/*.txt` beside this class's
/// bundle), each with inputs and what must come out, computed by plain loops in double.
///
/// Every backend runs all of it: what a kernel says must not depend on the machine.
public final class Corpus {
  private Corpus() {}

  /// Every kernel of the corpus; one with a size comes several times.
  public static List<CorpusCase> cases() {
    var cases = new ArrayList<CorpusCase>();
    cases.add(ProductOracles.packed());
    cases.add(ProductOracles.quantised());
    cases.add(ProductOracles.doubleBuffered());
    cases.add(ProductOracles.half());
    cases.add(ProductOracles.nz());
    cases.add(NetworkOracles.convolution());
    cases.add(NetworkOracles.softmax());
    cases.add(NetworkOracles.attention());
    cases.add(NetworkOracles.lstm());
    cases.add(ScanOracles.cumulative());
    cases.add(ScanOracles.scatter());
    for (long n : new long[] {1, 13, 64}) {
      cases.add(ScanOracles.means(n));
    }
    return List.copyOf(cases);
  }

  /// The text of a kernel of the corpus.
  public static String text(String name) {
    var resource = "/corpus/" + name + ".txt";
    try (var in = Corpus.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("corpus: no kernel is named " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Kernel kernel(String name) {
    return KernelParse.kernel(text(name));
  }
}
