package org.ashlar.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.peer.Lesson;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Steps;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A training step of PyTorch: forward, backward, and its own optimiser.
final class TorchStep implements Loaded {
  private final Lesson lesson;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Tensor x;
  private final Tensor labels;
  private final SGD optimiser;

  TorchStep(Lesson lesson) {
    this.lesson = lesson;
    lesson
        .parameters()
        .forEach(
            (name, data) -> parameters.put(name, TorchTensors.of(data).set_requires_grad(true)));
    x = TorchTensors.of(tensor("x"));
    labels = TorchTensors.of(tensor("labels"));
    var options = new SGDOptions(Lesson.RATE);
    options.momentum().put(Lesson.MOMENTUM);
    optimiser = new SGD(new TensorVector(parameters.values().toArray(Tensor[]::new)), options);
  }

  private TensorData tensor(String name) {
    return (TensorData) Objects.requireNonNull(lesson.batch().get(name));
  }

  @Override
  public void run() {
    try (var _ = new PointerScope()) {
      step();
    }
  }

  private Tensor step() {
    optimiser.zero_grad();
    var loss =
        torch.cross_entropy_loss(TorchNetworks.scores(lesson.network(), x, parameters), labels);
    loss.backward();
    optimiser.step();
    return loss;
  }

  @Override
  public Map<String, Datum> outputs() {
    try (var _ = new PointerScope()) {
      var shown = Objects.requireNonNull(parameters.get(lesson.shown()));
      var before = TorchTensors.of(shown).toFloats();
      var loss = TorchTensors.of(step());
      return Steps.compared(loss, before, TorchTensors.of(shown));
    }
  }

  @Override
  public void close() {
    optimiser.close();
    parameters.values().forEach(Tensor::close);
    x.close();
    labels.close();
  }
}
