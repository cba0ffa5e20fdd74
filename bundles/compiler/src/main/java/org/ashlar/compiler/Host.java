package org.ashlar.compiler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.HostMemory;
import org.ashlar.backend.Launch;
import org.ashlar.backend.Memory;
import org.ashlar.backend.Support;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.HostFunction;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;

/// The machine for what only host functions know: runs operators whose meaning is `Opaque`, one
/// call after the other, in the memory of the JVM. It runs no kernels and is offered none.
final class Host implements Backend {
  static final Target TARGET =
      new Target(
          "host",
          0,
          0,
          1,
          Map.of(),
          List.of(),
          EnumSet.complementOf(EnumSet.of(DType.C64, DType.C128, DType.STRING)),
          Map.of());
  static final Machine MACHINE =
      new Machine(
          new Provider<>(new Host(), "org.ashlar.compiler", "0.1.0", Integer.MIN_VALUE, 0), TARGET);

  private Host() {}

  /// A part that says: here the host does something. It is never launched.
  ///
  /// @param operators those that it calls
  static Program.Part part(String name, List<String> operators) {
    var plan = new Plan(name, List.of(), List.of(), List.of(), List.of(), List.of());
    return new Program.Part(MACHINE.backend(), TARGET, plan, new Elsewhere(plan, operators));
  }

  /// The operators that an executable calls on the host.
  static List<String> calls(Executable executable) {
    return switch (executable) {
      case Calls(_, var function) ->
          Walk.order(function.outputs()).stream()
              .filter(value -> value.result() == 0 && !(value.op() instanceof Input))
              .map(value -> value.op().name())
              .toList();
      case Elsewhere(_, var operators) -> operators;
      default -> List.of();
    };
  }

  /// Runs a function of opaque operators.
  static Executable compile(Function function) {
    var inputs = new ArrayList<Buffer>();
    for (int i = 0; i < function.inputs().size(); i++) {
      inputs.add(Buffer.global(function.inputNames().get(i), function.inputs().get(i).tensor()));
    }
    var outputs =
        IntStream.range(0, function.outputs().size())
            .mapToObj(i ->
                Buffer.global(function.outputNames().get(i), function.outputs().get(i).tensor()))
            .toList();
    return new Calls(
        new Plan(function.name(), List.of(), inputs, outputs, List.of(), List.of()), function);
  }

  @Override
  public List<Target> targets() {
    return List.of();
  }

  @Override
  public Support supports(Kernel unscheduled, Target target) {
    return Support.no("the host runs host functions only");
  }

  @Override
  public Executable compile(Plan plan, Target target) {
    throw new IllegalArgumentException("host: runs host functions only");
  }

  @Override
  public Device open(Target target) {
    return new HostDevice();
  }

  /// Calls that a program makes between its parts, for show.
  private record Elsewhere(Plan plan, List<String> operators) implements Executable {}

  /// Host functions to call, with the graph that says on what.
  private record Calls(Plan plan, Function function) implements Executable {
    void run(List<Memory> arguments) {
      var numbers = new HashMap<Value, TensorData>();
      int at = 0;
      for (var input : function.inputs()) {
        numbers.put(input, view(input.tensor(), arguments.get(at++)));
      }
      for (var value : Walk.order(function.outputs())) {
        if (!numbers.containsKey(value)) {
          call(value, numbers);
        }
      }
      for (var output : function.outputs()) {
        var to = view(output.tensor(), arguments.get(at++));
        var from = Objects.requireNonNull(numbers.get(output));
        MemorySegment.copy(from.data(), 0, to.data(), 0, from.elements() * from.dtype().bytes());
      }
    }

    private static void call(Value value, Map<Value, TensorData> numbers) {
      var types = value.args().stream().map(Value::type).toList();
      if (!(value.op().meaning(types) instanceof Meaning.Opaque(_, var reference))) {
        throw new IllegalArgumentException("host: runs host functions only: " + value.op().name());
      }
      var results = results(value, reference, value.args().stream().map(numbers::get).toList());
      var calls = value.results();
      if (results.size() != calls.size()) {
        throw new IllegalArgumentException(
            value.op().name()
                + ": its host function gave "
                + results.size()
                + " results where its shape rule says "
                + calls.size());
      }
      for (int i = 0; i < calls.size(); i++) {
        if (!results.get(i).type().equals(calls.get(i).type())) {
          throw new IllegalArgumentException(
              value.op().name()
                  + ": its host function gave "
                  + results.get(i)
                  + " where its shape rule says "
                  + calls.get(i).type());
        }
        numbers.put(calls.get(i), results.get(i));
      }
    }

    private static List<TensorData> results(
        Value value, HostFunction reference, List<TensorData> args) {
      try {
        return reference.apply(args);
      } catch (RuntimeException e) {
        throw new IllegalStateException(value.op().name() + ": its host function threw " + e);
      }
    }

    private static TensorData view(TensorType type, Memory memory) {
      return new TensorData(
          type.dtype(), type.shape().constants(), ((HostMemory) memory).segment());
    }
  }

  private static final class HostDevice implements Device {
    @Override
    public Target target() {
      return TARGET;
    }

    @Override
    public Memory allocate(long bytes) {
      return Memory.ofHost(Arena.ofAuto().allocate(bytes, 64));
    }

    @Override
    public void copy(Memory to, long at, Memory from, long from0, long bytes) {
      MemorySegment.copy(
          ((HostMemory) from).segment(), from0, ((HostMemory) to).segment(), at, bytes);
    }

    @Override
    public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
      ((Calls) what).run(arguments);
      return limit -> {};
    }

    @Override
    public void close() {}
  }
}
