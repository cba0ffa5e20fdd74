package org.ashlar.itest.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One keyword spotter in floats, with quantised values around float operators, and of quantised
/// operators.
class KeywordsTest {
  private static final int WORDS = 10;

  /// What a form hears in the data sets, and what ONNX Runtime heard.
  private record Heard(List<Integer> words, List<Double> sure, List<Integer> known) {
    static Heard of(Path folder) {
      var heard = new Heard(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      try (var model = new CpuModel(folder.resolve("model.onnx"))) {
        for (var sample : model.samples(folder)) {
          var scores = model.run(sample.input());
          int word = CpuModel.largest(scores, 0, WORDS);
          heard.words.add(word);
          heard.sure.add(scores.get(word));
          heard.known.add(CpuModel.largest(sample.output(), 0, WORDS));
        }
      }
      return heard;
    }
  }

  @Test
  void threeFormsHearTheSameWords() {
    var stem = CpuModel.data("models/micro-kws") + "/micro_kws_m_static_";
    var floats = Heard.of(Path.of(stem + "fp32"));
    var values = Heard.of(Path.of(stem + "qdq"));
    var operators = Heard.of(Path.of(stem + "qoperator"));
    assertEquals(floats.known(), floats.words());
    assertEquals(values.known(), values.words());
    assertEquals(operators.known(), operators.words());

    assertEquals(3, floats.words().size());
    assertEquals(values.words(), operators.words());
    // quantising turned the second sound into another word: so it does in ONNX Runtime
    for (int sound : List.of(0, 2)) {
      assertEquals(floats.words().get(sound), values.words().get(sound), "sound " + sound);
    }
    assertNotEquals(floats.sure(), values.sure(), "quantised values change what comes out");
    assertNotEquals(floats.sure(), operators.sure(), "quantised operators change what comes out");
  }
}
