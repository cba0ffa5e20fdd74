package org.ashlar.onnx.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// Strings: their letters, and where they are moved.
final class TextTest {
  @Test
  void normaliserDropsStopWordsOfAnyCase() {
    var node =
        OneNode.of("StringNormalizer", 10)
            .input("The", "Émile", "the", "dog")
            .with("stopwords", new String[] {"the"})
            .with("case_change_action", "UPPER");
    assertEquals(List.of("ÉMILE", "DOG"), node.runTexts().elements());
  }

  @Test
  void normaliserLeavesOneEmptyString() {
    var x = new Term.Strings(new long[] {1, 2}, List.of("a", "a"));
    var node =
        OneNode.of("StringNormalizer", 10)
            .input(x)
            .with("stopwords", new String[] {"a"})
            .with("is_case_sensitive", 1);
    assertEquals(new Term.Strings(new long[] {1, 1}, List.of("")), node.runTexts());
  }

  @Test
  void concatBroadcasts() {
    var x = new Term.Strings(new long[] {2, 1}, List.of("a", "b"));
    var y = OneNode.of("StringConcat", 20).input(x).input("1", "2", "3").runTexts();
    assertEquals(
        new Term.Strings(new long[] {2, 3}, List.of("a1", "a2", "a3", "b1", "b2", "b3")), y);
  }

  @Test
  void splitFillsRowsAndCounts() {
    var results =
        OneNode.of("StringSplit", 20).input("  a b  c ", "d", "").with("maxsplit", 1).run(2);
    assertEquals(
        new Term.Strings(new long[] {3, 2}, List.of("a", "b  c", "d", "", "", "")),
        results.getFirst());
    assertArrayEquals(new double[] {2, 1, 0}, ((Term.Known) results.getLast()).data().toDoubles());
    var commas = OneNode.of("StringSplit", 20).input("a,,b,").with("delimiter", ",").run(2);
    assertEquals(new Term.Strings(new long[] {1, 4}, List.of("a", "", "b", "")), commas.getFirst());
  }

  @Test
  void expressionsMatchInLinearTime() {
    var hostile =
        OneNode.of("RegexFullMatch", 20).input("a".repeat(50_000) + "!").with("pattern", "(a+)+");
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> assertArrayEquals(new double[] {0}, hostile.run().toDoubles()));
    var node = OneNode.of("RegexFullMatch", 20).input("ab", "xab").with("pattern", "(");
    var e = assertThrows(IllegalArgumentException.class, node::run);
    assertEquals(
        "y0 (RegexFullMatch, ai.onnx 20): not a regular expression: (: missing closing )",
        e.getMessage());
  }

  @Test
  void vectorizerWeighsPairsWithGaps() {
    var x = TensorData.of(DType.I32, new double[] {1, 1, 3, 3, 3, 7, 8, 6, 7, 5, 6, 8}, 2, 6);
    var node =
        OneNode.of("TfIdfVectorizer", 9)
            .input(x)
            .with("mode", "TFIDF")
            .with("min_gram_length", 2)
            .with("max_gram_length", 2)
            .with("max_skip_count", 5)
            .with("ngram_counts", new long[] {0, 4})
            .with("ngram_indexes", new long[] {0, 1, 2, 3, 4, 5, 6})
            .with("pool_int64s", new long[] {2, 3, 5, 4, 5, 6, 7, 8, 6, 7})
            .with("weights", new float[] {1, 1, 1, 1, 2, 3, 4});
    assertArrayEquals(
        new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 4}, node.run().toDoubles());
  }

  @Test
  void vectorizerCountsWords() {
    var node =
        OneNode.of("TfIdfVectorizer", 9)
            .input("a", "c", "a")
            .with("mode", "TF")
            .with("min_gram_length", 1)
            .with("max_gram_length", 1)
            .with("max_skip_count", 0)
            .with("ngram_counts", new long[] {0})
            .with("ngram_indexes", new long[] {1, 0})
            .with("pool_strings", new String[] {"a", "b"});
    assertArrayEquals(new double[] {0, 2}, node.run().toDoubles());
  }

  @Test
  void stringsMoveAsNumbersDo() {
    var x = new Term.Strings(new long[] {2, 2}, List.of("b", "a", "d", "c"));
    assertEquals(
        List.of("d", "c", "b", "a"),
        OneNode.of("Gather", 13).input(x).input(1, 0).runTexts().elements());
    assertEquals(
        List.of("b", "d", "a", "c"), OneNode.of("Transpose", 13).input(x).runTexts().elements());
    assertEquals(
        List.of("", "b", "a", "", "d", "c"),
        OneNode.of("Pad", 13).input(x).constant(0, 1, 0, 0).runTexts().elements());
    assertEquals(
        List.of("x", "y", "x"),
        OneNode.of("Concat", 13).input("x", "y").input("x").with("axis", 0).runTexts().elements());
  }
}
