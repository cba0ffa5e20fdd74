package org.ashlar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.KernelText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The corpus itself: its texts are what the printer writes, its cases can fail.
class CorpusTest {
  static List<CorpusCase> cases() {
    return Corpus.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theTextIsWhatThePrinterWrites(CorpusCase example) {
    var text = Corpus.text(example.kernel().name()).replaceAll("(?m)^#.*\n", "").stripTrailing();
    assertEquals(text, KernelText.of(example.kernel()));
    assertEquals(example.kernel(), KernelParse.kernel(text));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theKernelIsLegal(CorpusCase example) {
    Check.kernel(example.kernel());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void argumentsFitTheParameters(CorpusCase example) {
    assertEquals(example.kernel().parameters().size(), example.arguments().size());
    assertEquals(example.kernel().sizes().size(), example.sizes().size());
    assertEquals(example.outputs().size(), example.expected().size());
    for (var e : example.expected()) {
      assertTrue(example.outputs().contains(e.parameter()));
      assertEquals(example.arguments().get(e.parameter()).elements(), e.values().length);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsNotWrittenIsFound(CorpusCase example) {
    var error = assertThrows(AssertionError.class, () -> example.check(example.fresh()));
    assertTrue(
        error.getMessage().startsWith("corpus " + example.name() + ": "), error.getMessage());
  }

  @Test
  void everyKindOfLoopAndSpaceIsMet() {
    var all = new StringBuilder();
    Corpus.cases().forEach(c -> all.append(KernelText.of(c.kernel())).append('\n'));
    for (var word :
        List.of(
            "unrolled", "vector", "cores", "blocks", "threads", "shared", "scratch", "registers")) {
      assertTrue(all.toString().contains(" " + word + "\n"), word);
    }
    assertFalse(all.toString().contains("serial"));
  }
}
