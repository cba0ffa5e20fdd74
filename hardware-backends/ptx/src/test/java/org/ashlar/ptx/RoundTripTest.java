package org.ashlar.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is printed reads to the same, and the assembler accepts it.
class RoundTripTest {
  static List<Corpus.Text> texts() {
    return Stream.concat(Corpus.all().stream(), Corpus.subset().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void readsWhatItPrints(Corpus.Text text) {
    var printed = Printer.print(Parser.parse(text.name(), text.text()));
    assertEquals(printed, Printer.print(Parser.parse(text.name(), printed)));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void assemblesWhatItPrints(Corpus.Text text) {
    Ptxas.needed();
    var printed = Printer.print(Parser.parse(text.name(), text.text()));
    assertEquals("", Ptxas.complaints(printed, "sm_80"));
    assertEquals("", Ptxas.complaints(printed, "sm_90"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void flattens(Corpus.Text text) {
    for (var entry : Entry.all(Parser.parse(text.name(), text.text()))) {
      for (var instruction : entry.instructions()) {
        if (instruction.opcode().equals("bra")) {
          var at = entry.target(instruction);
          assertEquals(true, at >= 0 && at < entry.instructions().size(), instruction.toString());
        }
      }
      assertEquals(
          false,
          entry.instructions().stream().anyMatch(i -> i.opcode().equals("call")),
          entry.name());
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void assemblesWhatIsFlat(Corpus.Text text) {
    Ptxas.needed();
    var module = Parser.parse(text.name(), text.text());
    var flat =
        new PtxModule(
            module.file(),
            module.major(),
            module.minor(),
            module.target(),
            64,
            module.files(),
            module.variables(),
            Entry.all(module).stream().map(Entry::routine).toList());
    assertEquals("", Ptxas.complaints(Printer.print(flat), "sm_80"));
  }

  @Test
  void sampleIsThere() {
    assumeTrue(
        Corpus.subset().isPresent(),
        "ASHLAR_REFERENCE holds no subset.ptx: the sample is not read");
  }
}
