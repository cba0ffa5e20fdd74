package org.ashlar.models.bench.suite;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.peer.Lesson;

/// Training steps on batches of 32.
final class Lessons {
  static final int BATCH = 32;
  static final int CLASSES = 10;

  private Lessons() {}

  static List<Case> cases() {
    return List.of(
        new LessonCase("LeNet", "w1"),
        new LessonCase("ResNet8", "w0"),
        new LessonCase("transformer", "q0"));
  }

  /// @param shown see {@link Lesson}
  private record LessonCase(String name, String shown) implements Case {
    @Override
    public Ready ready(Path folder) {
      var network =
          switch (name) {
            case "LeNet" -> Networks.lenet();
            case "ResNet8" -> Networks.resnet();
            default -> Networks.transformer();
          };
      var file = folder.resolve("train_" + name + ".onnx");
      network.model().write(file, 20);
      var batch = new LinkedHashMap<String, Datum>();
      batch.put("x", Written.random("x", network.sizes()));
      var labels = TensorData.zeros(DType.I64, BATCH);
      for (int i = 0; i < BATCH; i++) {
        labels.set(i, i % CLASSES);
      }
      batch.put("labels", labels);
      var lesson = new Lesson(name, file, network.parameters(), batch, shown);
      return new Ready((peer, threads) -> peer.teach(lesson, threads), Closeness.GRADIENTS, 0, 0);
    }
  }
}
