package org.ashlar.commands.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ashlar.door.Kept;
import org.ashlar.door.Lesson;
import org.ashlar.door.Parcel;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.nn.Layer;
import org.ashlar.nn.Parameter;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.session.Doorway;
import org.ashlar.session.ProgramText;
import org.ashlar.session.ProgramText.Training;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;
import org.ashlar.train.data.Dataset;
import org.ashlar.train.data.Digits;
import org.ashlar.train.optimiser.Adam;
import org.ashlar.train.optimiser.Optimiser;
import org.ashlar.train.optimiser.Stage;
import org.osgi.service.component.annotations.Component;

/// The network of the embedded digits, told in the door's terms.
@Component(service = Lesson.class, property = "ashlar.lesson=digits")
public final class DigitsLesson implements Lesson {
  private static final int BATCH = DigitsModel.BATCH;
  private static final long SEED = 7;

  private final Optimiser optimiser = Adam.of(0.003);
  private final Digits digits = Digits.load();

  @Override
  public Kept step() {
    Layer network = DigitsModel.network();
    var logits = network.apply(image(BATCH));
    var loss = logits.apply(new CrossEntropy(), Tensor.input("labels", DType.I64, BATCH));
    var names = network.parameters().stream().map(Parameter::name).toList();
    var stages = optimiser.stages().stream().map(Stage::text).toList();
    return Doorway.kept(
        new ProgramText(
            DigitsModel.NAME + "_step",
            Trace.of(DigitsModel.NAME + "_loss", Map.of("loss", loss)).text(),
            java.util.Set.copyOf(names),
            Optional.of(new Training("loss", names, stages)),
            Optional.empty()),
        network.parameters().stream()
            .collect(Collectors.toMap(Parameter::name, Parameter::initial)));
  }

  @Override
  public Map<String, Parcel> batch(long number) {
    int pass = (int) ((number - 1) / steps());
    int at = (int) ((number - 1) % steps()) * BATCH;
    var part = digits.train().take(java.util.Arrays.copyOfRange(order(pass), at, at + BATCH));
    var inputs = new HashMap<String, TensorData>(optimiser.inputs(number));
    inputs.put("x", part.samples());
    inputs.put("labels", part.labels());
    return Doorway.parcels(inputs);
  }

  @Override
  public int steps() {
    return digits.train().size() / BATCH;
  }

  @Override
  public Kept prediction(Kept step, int batch) {
    Layer network = DigitsModel.network();
    var names = network.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
    var parameters = new HashMap<>(step.variables());
    parameters.keySet().retainAll(names);
    var text = Trace.of(DigitsModel.NAME, Map.of("logits", network.apply(image(batch)))).text();
    return new Kept(DigitsModel.NAME, text, parameters, Map.of());
  }

  @Override
  public List<Map<String, Parcel>> questions(int batch) {
    return parts(batch).stream().map(part -> Map.of("x", Doorway.parcel(part.samples()))).toList();
  }

  @Override
  public double accuracy(int batch, List<Map<String, Parcel>> answers) {
    var parts = parts(batch);
    int samples = digits.test().size();
    long right = 0;
    for (int i = 0; i < samples; i++) {
      var logits = Doorway.tensor(answers.get(i / batch).values().iterator().next());
      right += largest(logits, i % batch) == parts.get(i / batch).labels().bits(i % batch) ? 1 : 0;
    }
    return (double) right / samples;
  }

  /// The held-out samples, `batch` at a time; the last part is filled up with repeats.
  private List<Dataset> parts(int batch) {
    var test = digits.test();
    var parts = new ArrayList<Dataset>();
    for (int at = 0; at < test.size(); at += batch) {
      int from = at;
      parts.add(
          test.take(
              IntStream.range(0, batch).map(i -> Math.min(from + i, test.size() - 1)).toArray()));
    }
    return parts;
  }

  private static Tensor image(int batch) {
    return Tensor.input("x", DType.F32, batch, 1, 8, 8);
  }

  private static int largest(TensorData logits, int row) {
    int classes = Math.toIntExact(logits.sizes()[1]);
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (logits.get((long) row * classes + c) > logits.get((long) row * classes + best)) {
        best = c;
      }
    }
    return best;
  }

  /// The order of the samples in a pass, which depends on the pass only.
  private int[] order(int pass) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED * 31 + pass);
    var order = IntStream.range(0, digits.train().size()).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
    return order;
  }
}
