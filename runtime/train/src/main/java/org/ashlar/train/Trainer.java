package org.ashlar.train;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.nn.Dropout;
import org.ashlar.nn.Layer;
import org.ashlar.nn.Parameter;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.session.ProgramText.Training;
import org.ashlar.session.Session;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;
import org.ashlar.train.checkpoint.Checkpoint;
import org.ashlar.train.data.Batches;
import org.ashlar.train.data.Dataset;
import org.ashlar.train.optimiser.Optimiser;

/// Trains a classifier on mini-batches with cross entropy.
///
/// The training step is a session: blocks may be replaced while it goes on. Where a device dies,
/// the session goes back to the last numbers that the host has, and {@link #fit} does the steps
/// since then again: the result is the same.
public final class Trainer implements AutoCloseable {
  private static final int TRIES = 3;
  private static final String PROGRAM = "program";
  private static final int REMEMBERED = 100_000;

  private final Ashlar ashlar;
  private final String name;
  private final Layer network;
  private final long[] sample;
  private final Recipe recipe;
  private final boolean draws;
  private final String program;
  private final Session session;
  private final long before;
  private final Deque<Position> past = new ArrayDeque<>();
  private Position position;

  /// @param sample the sizes of one sample: {1, 8, 8}
  public Trainer(
      Ashlar ashlar, String name, Layer network, long[] sample, int batch, Optimiser optimiser) {
    this(ashlar, name, network, sample, Recipe.of(batch, optimiser), Optional.empty());
  }

  /// @param from goes on where the trainer was that gave this {@link #checkpoint}
  /// @throws IllegalArgumentException when the checkpoint is not of such a network and recipe
  public Trainer(
      Ashlar ashlar,
      String name,
      Layer network,
      long[] sample,
      Recipe recipe,
      Optional<Checkpoint> from) {
    this.ashlar = ashlar;
    this.name = name;
    this.network = network;
    this.sample = sample.clone();
    this.recipe = recipe;
    var logits = network.train(Tensor.input("x", DType.F32, batched(recipe.batch())));
    var loss = logits.apply(new CrossEntropy(), Tensor.input("labels", DType.I64, recipe.batch()));
    var outputs = new LinkedHashMap<String, Tensor>();
    outputs.put("loss", loss);
    recipe
        .scale()
        .ifPresent(
            _ -> outputs.put("scaled_loss", loss.mul(Tensor.input(Recipe.SCALE, DType.F32))));
    var trace = Trace.of(name + "_loss", outputs);
    draws = trace.function().inputNames().contains(Dropout.SEED);
    var stages = recipe.stages();
    program = fingerprint(trace.text() + stages);
    from.ifPresent(this::check);
    var training = new Training(List.copyOf(outputs.keySet()).getLast(), trained(), stages);
    session =
        ashlar.session(
            new ProgramText(
                name + "_step",
                trace.text(),
                Set.copyOf(names()),
                Optional.of(training),
                recipe.device()),
            from.map(this::variables).orElseGet(this::initial));
    position = from.map(c -> Position.of(c::fact)).orElseGet(() -> Position.start(recipe.scale()));
    before = position.runs() - session.runs();
  }

  /// Passes over the data.
  ///
  /// @param listener hears of every step, on the calling thread
  public void fit(Dataset data, int passes, long seed, Consumer<Progress> listener) {
    fitWhile(
        data,
        passes,
        seed,
        0,
        progress -> {
          listener.accept(progress);
          return true;
        });
  }

  /// Passes over the data, of which some steps were done before the checkpoint that this trainer
  /// began with.
  ///
  /// @param listener hears of every step, on the calling thread; of some twice, where a device
  ///   died; and says whether to go on
  public void fitWhile(
      Dataset data, int passes, long seed, long done, Predicate<Progress> listener) {
    int steps = data.size() / recipe.batch();
    long start = position.runs() - done;
    int failed = 0;
    while (position.runs() - start < (long) steps * passes) {
      long at = position.runs() - start;
      int pass = (int) (at / steps);
      try (var batches = new Batches(data, recipe.batch(), seed, pass, (int) (at % steps))) {
        boolean onward = true;
        for (var next = batches.next(); onward && next.isPresent(); next = batches.next()) {
          double rate = rate();
          long expected = position.runs() + 1;
          double loss = step(next.get());
          onward = position.runs() == expected;
          if (onward) {
            failed = 0;
            int step = (int) (position.runs() - start - (long) pass * steps);
            var progress =
                new Progress(
                    pass, passes, step, steps, loss, rate, position.updates(), position.skipped());
            if (!listener.test(progress)) {
              return;
            }
          }
        }
      } catch (IllegalStateException e) {
        if (++failed >= TRIES) {
          throw e;
        }
      }
    }
  }

  /// One step on one mini-batch; the loss before it.
  ///
  /// @throws IllegalStateException when the device dies; some steps may then be undone
  public double step(Dataset part) {
    var inputs = new HashMap<>(recipe.optimiser().inputs(position.updates() + 1));
    recipe.numbers(position).forEach((n, v) -> inputs.put(n, TensorData.scalar(DType.F32, v)));
    inputs.put("x", part.samples());
    inputs.put("labels", part.labels());
    if (draws) {
      var seed = TensorData.zeros(DType.I64);
      seed.set(0, recipe.seed() * 0x9E3779B97F4A7C15L + position.runs());
      inputs.put(Dropout.SEED, seed);
    }
    try {
      var outputs = session.run(inputs).outputs();
      var finite = outputs.get(Recipe.FINITE);
      advance(finite == null || finite.get(0) > 0.5);
      return Objects.requireNonNull(outputs.get("loss")).get(0);
    } catch (IllegalStateException e) {
      goBack();
      throw e;
    }
  }

  private void advance(boolean finite) {
    if (past.size() >= REMEMBERED) {
      past.removeFirst();
    }
    past.addLast(position);
    position =
        !recipe.applies(position)
            ? position.gathered()
            : finite || recipe.scale().isEmpty()
                ? position.updated(recipe.scale())
                : position.skipped(recipe.scale().get());
    goBack();
  }

  /// Goes back to where the session is, if that lost steps.
  private void goBack() {
    long runs = before + session.runs();
    while (position.runs() > runs && !past.isEmpty()) {
      position = past.removeLast();
    }
    if (position.runs() != runs) {
      throw new IllegalStateException(
          name
              + ": the device died and took more steps with it than are remembered: go on from a"
              + " checkpoint");
    }
  }

  /// All that it takes to go on from here: variables, states of the optimiser, position.
  ///
  /// Two trainers that go on from one checkpoint with the same data come to the same numbers, bit
  /// for bit, on one backend with one number of threads.
  public Checkpoint checkpoint() {
    var snapshot = session.snapshot();
    goBack();
    past.clear();
    return new Checkpoint(snapshot.variables(), position.facts())
        .with(Map.of(), Map.of(PROGRAM, program));
  }

  public Session session() {
    return session;
  }

  /// Mini-batches done, those before the checkpoint that it began with too.
  public long runs() {
    return position.runs();
  }

  /// The parameters as they are now, by name.
  public Map<String, TensorData> parameters() {
    var all = session.snapshot().variables();
    return names().stream()
        .collect(Collectors.toMap(n -> n, n -> Objects.requireNonNull(all.get(n))));
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
        Set.copyOf(names()),
        Optional.empty(),
        recipe.device());
  }

  @Override
  public void close() {
    session.close();
  }

  private double rate() {
    var rate = recipe.optimiser().inputs(position.updates() + 1).get("rate");
    return rate == null ? Double.NaN : rate.get(0);
  }

  private List<String> names() {
    return network.parameters().stream().map(Parameter::name).toList();
  }

  private List<String> trained() {
    return network.parameters().stream().filter(Parameter::trained).map(Parameter::name).toList();
  }

  private Map<String, TensorData> initial() {
    return network.parameters().stream()
        .collect(Collectors.toMap(Parameter::name, Parameter::initial));
  }

  private void check(Checkpoint from) {
    for (var parameter : network.parameters()) {
      from.require(parameter.name(), parameter.initial().type());
    }
    if (!from.fact(PROGRAM).equals(program)) {
      throw new IllegalArgumentException(
          "checkpoint: was made with another network, batch, optimiser or precision: go on with the"
              + " same ones");
    }
  }

  private static String fingerprint(String text) {
    var crc = new java.util.zip.CRC32C();
    crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue()) + "-" + text.length();
  }

  private Map<String, TensorData> variables(Checkpoint from) {
    var names = Set.copyOf(names());
    return from.tensors().entrySet().stream()
        .filter(e -> isVariable(e.getKey(), names))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// Whether a name is a parameter's or that of its state, `<parameter>.<state>`.
  private static boolean isVariable(String name, Collection<String> parameters) {
    int dot = name.lastIndexOf('.');
    return parameters.contains(name) || dot > 0 && parameters.contains(name.substring(0, dot));
  }

  private long[] batched(int size) {
    var sizes = new long[sample.length + 1];
    sizes[0] = size;
    System.arraycopy(sample, 0, sizes, 1, sample.length);
    return sizes;
  }
}
