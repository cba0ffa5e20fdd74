package org.ashlar.itest.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.api.Test;

/// A tiny GPT-2 goes on from a prompt, taking the likeliest token each time; its keys and values
/// are fed back. The tokens are those of onnxruntime-genai's own tests.
class GeneratedTextTest {
  private static final int LAYERS = 5;
  private static final int HEADS = 4;
  private static final int HEAD = 8;
  private static final int TOKENS = 1_000;

  @Test
  void theLikeliestTokensFollow() {
    var file = CpuModel.data("models/tiny-random-genai/tiny-random-gpt2-fp32/model.onnx");
    try (var model = new CpuModel(file)) {
      assertEquals(
          List.of(731, 114, 114, 114, 114, 114), follow(model, List.of(0, 0, 195, 731), 6));
      assertEquals(List.of(204, 204, 204, 204, 204, 204), follow(model, List.of(0, 0, 0, 52), 6));
    }
  }

  private static List<Integer> follow(CpuModel model, List<Integer> prompt, int count) {
    var given = new HashMap<String, Datum>();
    for (int i = 0; i < LAYERS; i++) {
      given.put("past_" + i, TensorData.zeros(DType.F32, 2, 1, HEADS, 0, HEAD));
    }
    var said = new ArrayList<Integer>();
    var next = prompt;
    for (int past = 0; said.size() < count; ) {
      int total = past + next.size();
      given.put("input_ids", row(next));
      given.put("position_ids", row(IntStream.range(past, total).boxed().toList()));
      given.put("attention_mask", row(IntStream.range(0, total).mapToObj(i -> 1).toList()));
      var outputs = model.run(given);
      var logits = CpuModel.tensor(outputs, "logits");
      said.add(CpuModel.largest(logits, (next.size() - 1L) * TOKENS, TOKENS));
      for (int i = 0; i < LAYERS; i++) {
        given.put("past_" + i, CpuModel.tensor(outputs, "present_" + i));
      }
      past = total;
      next = List.of(said.getLast());
    }
    return said;
  }

  private static TensorData row(List<Integer> values) {
    var numbers = values.stream().mapToDouble(Integer::doubleValue).toArray();
    return TensorData.of(DType.I32, numbers, 1, numbers.length);
  }
}
