package org.ashlar.train;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.nn.Layer;
import org.ashlar.nn.Parameter;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.session.ProgramText.Training;
import org.ashlar.session.Session;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;

/// Trains a classifier on mini-batches with cross entropy.
///
/// The training step is a session: blocks may be replaced while it goes on.
public final class Trainer implements AutoCloseable {
  private final Ashlar ashlar;
  private final String name;
  private final Layer network;
  private final long[] sample;
  private final int batch;
  private final Optimiser optimiser;
  private final Session session;
  private long step;

  /// @param sample the sizes of one sample: {1, 8, 8}
  public Trainer(
      Ashlar ashlar, String name, Layer network, long[] sample, int batch, Optimiser optimiser) {
    this.ashlar = ashlar;
    this.name = name;
    this.network = network;
    this.sample = sample.clone();
    this.batch = batch;
    this.optimiser = optimiser;
    var logits = network.apply(Tensor.input("x", DType.F32, batched(batch)));
    var loss = logits.apply(new CrossEntropy(), Tensor.input("labels", DType.I64, batch));
    var parameters = network.parameters();
    var names = parameters.stream().map(Parameter::name).toList();
    session =
        ashlar.session(
            new ProgramText(
                name + "_step",
                Trace.of(name + "_loss", Map.of("loss", loss)).text(),
                Set.copyOf(names),
                Optional.of(new Training("loss", names, optimiser.update())),
                Optional.empty()),
            parameters.stream().collect(Collectors.toMap(Parameter::name, Parameter::initial)));
  }

  /// Passes over the data.
  ///
  /// @param listener hears of every step, on the calling thread
  public void fit(Dataset data, int passes, long seed, Consumer<Progress> listener) {
    int steps = data.size() / batch;
    for (int pass = 0; pass < passes; pass++) {
      try (var batches = new Batches(data, batch, seed, pass)) {
        int done = 0;
        for (var next = batches.next(); next.isPresent(); next = batches.next()) {
          double loss = step(next.get());
          listener.accept(new Progress(pass, passes, ++done, steps, loss));
        }
      }
    }
  }

  /// One step on one mini-batch; the loss before it.
  public double step(Dataset part) {
    var inputs = new HashMap<>(optimiser.inputs(++step));
    inputs.put("x", part.samples());
    inputs.put("labels", part.labels());
    return session.run(inputs).only().get(0);
  }

  public Session session() {
    return session;
  }

  /// The parameters as they are now, by name.
  public Map<String, TensorData> parameters() {
    return network.parameters().stream()
        .collect(Collectors.toMap(Parameter::name, p -> session.variable(p.name())));
  }

  /// A session that predicts with the parameters as they are now: `x` of f32[size, …] gives logits.
  public Session predictor(int size) {
    return ashlar.session(prediction(size), parameters());
  }

  /// The program of {@link #predictor}.
  public ProgramText prediction(int size) {
    var logits = network.apply(Tensor.input("x", DType.F32, batched(size)));
    return new ProgramText(
        name,
        Trace.of(name, Map.of("logits", logits)).text(),
        network.parameters().stream().map(Parameter::name).collect(Collectors.toSet()),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public void close() {
    session.close();
  }

  private long[] batched(int size) {
    var sizes = new long[sample.length + 1];
    sizes[0] = size;
    System.arraycopy(sample, 0, sizes, 1, sample.length);
    return sizes;
  }
}
