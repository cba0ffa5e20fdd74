package org.ashlar.itest.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two exports of one voice detector hear the same minute of speech.
///
/// A frame is 512 samples with the 64 before them; the state goes from frame to frame. The numbers
/// are those of ONNX Runtime.
class VoiceTest {
  private static final int FRAME = 512;
  private static final int CONTEXT = 64;
  private static final int WAVE_HEADER = 44;

  @ParameterizedTest
  @ValueSource(strings = {"silero_vad", "silero_vad_16k_op15"})
  void theFramesWithSpeechAreFound(String name) throws IOException {
    var folder = CpuModel.data("models/silero-vad");
    var sound = samples(Files.readAllBytes(folder.resolve("test.wav")));
    var rate = TensorData.scalar(DType.I64, 16_000);
    var state = TensorData.zeros(DType.F32, 2, 1, 128);
    int frames = (sound.length - CONTEXT) / FRAME;
    var speech = new double[frames];
    try (var model = new CpuModel(folder.resolve(name).resolve("model.onnx"))) {
      for (int i = 0; i < frames; i++) {
        var window = Arrays.copyOfRange(sound, i * FRAME, (i + 1) * FRAME + CONTEXT);
        var input = TensorData.of(window, 1, FRAME + CONTEXT);
        var outputs = model.run(Map.of("input", input, "state", state, "sr", rate));
        speech[i] = CpuModel.tensor(outputs, "output").get(0);
        state = CpuModel.tensor(outputs, "stateN");
      }
    }
    assertEquals(1_875, frames);
    assertEquals(1_452, Arrays.stream(speech).filter(p -> p > 0.5).count());
    assertEquals(0.778331, Arrays.stream(speech).average().orElseThrow(), 2e-6);
    assertEquals(0.999835, speech[10], 2e-6);
    assertEquals(0.999834, speech[100], 2e-6);
  }

  /// From -1 to 1, behind the silence that is the first frame's context.
  private static float[] samples(byte[] wave) {
    var words =
        ByteBuffer.wrap(wave, WAVE_HEADER, wave.length - WAVE_HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asShortBuffer();
    var samples = new float[CONTEXT + words.remaining()];
    for (int i = CONTEXT; i < samples.length; i++) {
      samples[i] = words.get() / 32_768f;
    }
    return samples;
  }
}
