package org.ashlar.models.bench.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Bound;
import org.ashlar.ir.stage.Precision;
import org.ashlar.models.bench.peer.Lesson;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Prepared;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.show.Cost;
import org.ashlar.session.Ashlar;

/// This system on one of its devices, by the path that a user takes: the file is read, bound,
/// compiled and run, nothing else runs it instead. Every load begins anew, with no kernel kept from
/// the one before.
///
/// The threads are those of the process (`ashlar.threads`).
///
/// @param precision of models; training is f32
public record Ours(String device, Precision precision) implements Peer {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /// In f32.
  public Ours(String device) {
    this(device, Precision.F32);
  }

  @Override
  public String name() {
    return device;
  }

  @Override
  public String version() {
    var version = Ours.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }

  @Override
  public Loaded load(Path model, Map<String, Datum> inputs, int threads) {
    var ashlar = Ashlar.open();
    try {
      return new Running(ashlar, model, inputs, Settings.read(), device, precision);
    } catch (RuntimeException | Error e) {
      ashlar.close();
      throw e;
    }
  }

  @Override
  public Loaded teach(Lesson lesson, int threads) {
    var ashlar = Ashlar.open();
    try {
      return new Learning(ashlar, lesson, device);
    } catch (RuntimeException | Error e) {
      ashlar.close();
      throw e;
    }
  }

  /// A model on the device.
  private static final class Running implements Loaded {
    private final Ashlar ashlar;
    private final Compiler compiler;
    private final DeviceRunner runner;
    private final Bound bound;
    private final Prepared prepared;
    private final Map<String, Datum> inputs;
    private final Map<String, TensorData> results;
    private final Precision precision;

    Running(
        Ashlar ashlar,
        Path model,
        Map<String, Datum> inputs,
        Settings settings,
        String device,
        Precision precision) {
      this.precision = precision;
      this.ashlar = ashlar;
      this.inputs = inputs;
      var blueprint = new Readers(ashlar.registry()).open(model);
      var gaps = blueprint.gaps();
      if (!gaps.isEmpty()) {
        throw new IllegalArgumentException("needs what is not here: " + gaps);
      }
      var name = Machines.named(ashlar.registry(), Optional.of(device));
      compiler = new Compiler(Machines.only(ashlar.registry(), name), settings);
      runner = new DeviceRunner(compiler, name, LIMIT, precision);
      try {
        bound = blueprint.bind(inputs, runner);
        prepared = runner.prepare(bound);
        results = results(bound.model().function());
      } catch (RuntimeException | Error e) {
        runner.close();
        compiler.close();
        throw e;
      }
    }

    /// Memory that is used again at each run, for outputs whose sizes are known.
    private static Map<String, TensorData> results(Function function) {
      var results = new LinkedHashMap<String, TensorData>();
      for (int i = 0; i < function.outputs().size(); i++) {
        var type = function.outputs().get(i).tensor();
        if (type.shape().isConstant() && type.dtype() != DType.STRING) {
          results.put(
              function.outputNames().get(i),
              TensorData.zeros(type.dtype(), type.shape().constants()));
        }
      }
      return results;
    }

    @Override
    public void run() {
      prepared.run(inputs, results);
    }

    @Override
    public Map<String, Datum> outputs() {
      return prepared.run(inputs, results);
    }

    @Override
    public long codeBytes() {
      return prepared.program().stream()
          .flatMap(program -> program.parts().stream())
          .mapToLong(part -> part.executable().codeBytes())
          .sum();
    }

    @Override
    public long memoryBytes() {
      long weights =
          bound.model().variables().values().stream()
              .mapToLong(tensor -> tensor.data().byteSize())
              .sum();
      return weights + prepared.program().map(program -> program.peakBytes()).orElse(0L);
    }

    @Override
    public double operations() {
      return 2.0 * Cost.of(bound.model().function()).products();
    }

    @Override
    public List<KernelTime> profile() {
      var lines = new ArrayList<String>();
      var settings = told(2).to(lines::add);
      try (var timing = new Compiler(Machines.only(ashlar.registry(), runner.device()), settings);
          var timed = new DeviceRunner(timing, runner.device(), LIMIT, precision)) {
        var other = timed.prepare(bound);
        return KernelLines.of(lines, () -> other.run(inputs));
      }
    }

    private static Settings told(int debug) {
      return Settings.of(Map.of("ashlar.debug", Integer.toString(debug)));
    }

    @Override
    public void close() {
      prepared.close();
      runner.close();
      compiler.close();
      ashlar.close();
    }
  }
}
