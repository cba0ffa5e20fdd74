package org.ashlar.models.bench.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ashlar.backend.Device;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Instance;
import org.ashlar.compiler.Program;
import org.ashlar.compiler.Request;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.models.bench.peer.Lesson;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Steps;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Readers;
import org.ashlar.session.Ashlar;

/// A training step of this system: the loss is imported, derived, and compiled with the update of
/// every parameter into one program that keeps them.
final class Learning implements Loaded {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String UPDATE =
      """
      function momentum(value: f32[], gradient: f32[], velocity: f32[], rate: f32[], momentum: f32[]) -> (value = v3, velocity = v1) {
        v0 = mul(velocity, momentum) : f32[]
        v1 = add(v0, gradient) : f32[]
        v2 = mul(rate, v1) : f32[]
        v3 = sub(value, v2) : f32[]
      }
      """;

  private final Ashlar ashlar;
  private final String device;
  private final Compiler compiler;
  private final Map<String, Device> devices = new HashMap<>();
  private final Program program;
  private final Instance instance;
  private final Map<String, TensorData> inputs = new LinkedHashMap<>();
  private final Map<String, TensorData> constants = new HashMap<>();
  private final Lesson lesson;

  Learning(Ashlar ashlar, Lesson lesson, String device) {
    this.ashlar = ashlar;
    this.lesson = lesson;
    var name = Machines.named(ashlar.registry(), Optional.of(device));
    this.device = name;
    compiler = new Compiler(Machines.only(ashlar.registry(), name), Settings.read());
    var given = new LinkedHashMap<>(lesson.batch());
    given.putAll(lesson.parameters());
    var blueprint = new Readers(ashlar.registry()).open(lesson.model());
    try (var runner = new DeviceRunner(compiler, name, LIMIT)) {
      var model = blueprint.bind(given, runner).model();
      constants.putAll(model.variables());
      var names = List.copyOf(lesson.parameters().keySet());
      var held = new HashSet<>(names);
      held.addAll(constants.keySet());
      held.retainAll(model.function().inputNames());
      var loss = new Request(model.function(), held, Map.of(), Optional.of(name), true);
      program = compiler.compile(compiler.trainingStep(loss, "loss", names, UPDATE));
    }
    instance = program.open(this::device, variables());
    lesson.batch().forEach((input, value) -> inputs.put(input, (TensorData) value));
    inputs.put("rate", TensorData.scalar(DType.F32, Lesson.RATE));
    inputs.put("momentum", TensorData.scalar(DType.F32, Lesson.MOMENTUM));
  }

  /// The parameters, and for each what is kept of steps before: nothing yet.
  private Map<String, TensorData> variables() {
    var variables = new HashMap<>(lesson.parameters());
    variables.putAll(constants);
    var function = program.request().function();
    for (int i = 0; i < function.inputNames().size(); i++) {
      var name = function.inputNames().get(i);
      if (program.request().variables().contains(name)
          && function.inputs().get(i).type() instanceof TensorType type) {
        variables.putIfAbsent(name, TensorData.zeros(type.dtype(), type.shape().constants()));
      }
    }
    variables.keySet().retainAll(program.request().variables());
    return variables;
  }

  @Override
  public List<KernelTime> profile() {
    var lines = new ArrayList<String>();
    var settings = Settings.of(Map.of("ashlar.debug", "2")).to(lines::add);
    try (var timing = new Compiler(Machines.only(ashlar.registry(), device), settings)) {
      var timed = timing.compile(program.request());
      try (var other = timed.open(this::device, variables())) {
        return KernelLines.of(lines, () -> other.run(inputs, LIMIT));
      }
    }
  }

  private Device device(Program.Part part) {
    return devices.computeIfAbsent(
        part.target().name(), name -> part.backend().service().open(part.target()));
  }

  @Override
  public void run() {
    instance.run(inputs, LIMIT);
  }

  @Override
  public Map<String, Datum> outputs() {
    var before = instance.variable(lesson.shown()).toFloats();
    var answer = instance.run(inputs, LIMIT);
    var after = instance.variable(lesson.shown());
    return Steps.compared(Objects.requireNonNull(answer.get("loss")), before, after);
  }

  @Override
  public long codeBytes() {
    return program.parts().stream().mapToLong(part -> part.executable().codeBytes()).sum();
  }

  @Override
  public long memoryBytes() {
    return program.peakBytes()
        + 2
            * lesson.parameters().values().stream()
                .mapToLong(parameter -> parameter.data().byteSize())
                .sum();
  }

  @Override
  public void close() {
    instance.close();
    devices.values().forEach(Device::close);
    compiler.close();
    ashlar.close();
  }
}
