package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.backend.Device;
import org.ashlar.ir.HostFunction;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;

/// What the host does between compiled programs: calls a host function, or runs the compiled bodies
/// of control flow with tensors between their steps.
sealed interface HostStep {
  /// The compiled bodies.
  List<Program> nested();

  /// Ready to run on devices.
  Open open(java.util.function.Function<Program.Part, Device> devices);

  /// A call that only a host function knows.
  record Known(Value call, HostFunction reference) implements HostStep {
    @Override
    public List<Program> nested() {
      return List.of();
    }

    @Override
    public Open open(java.util.function.Function<Program.Part, Device> devices) {
      return new Open(List.of(), (args, bodies, end) -> reference.apply(args));
    }
  }

  /// One of two functions by a truth.
  record Choice(Value call, Program then, Program otherwise) implements HostStep {
    @Override
    public List<Program> nested() {
      return List.of(then, otherwise);
    }

    @Override
    public Open open(java.util.function.Function<Program.Part, Device> devices) {
      return Open.of(
          nested(),
          devices,
          (args, bodies, end) ->
              bodies
                  .get(args.getFirst().bits(0) != 0 ? 0 : 1)
                  .run(args.subList(1, args.size()), end));
    }
  }

  /// A function over and over.
  record Steps(Value call, Meaning.Repeated meaning, Program body) implements HostStep {
    @Override
    public List<Program> nested() {
      return List.of(body);
    }

    @Override
    public Open open(java.util.function.Function<Program.Part, Device> devices) {
      return Open.of(
          nested(),
          devices,
          (args, bodies, end) ->
              new Repetition(call.op().name(), meaning, bodies.getFirst(), end).run(args));
    }
  }

  /// A step whose bodies are opened.
  record Open(List<Body> bodies, Work work) implements AutoCloseable {
    static Open of(
        List<Program> programs,
        java.util.function.Function<Program.Part, Device> devices,
        Work work) {
      var bodies = new ArrayList<Body>();
      try {
        for (var program : programs) {
          bodies.add(new Body(program, program.open(devices, Map.of())));
        }
        return new Open(bodies, work);
      } catch (Throwable e) {
        bodies.forEach(Body::close);
        throw e;
      }
    }

    List<TensorData> run(List<TensorData> args, long end) {
      return work.run(args, bodies, end);
    }

    @Override
    public void close() {
      bodies.forEach(Body::close);
    }
  }

  /// @see Open
  @FunctionalInterface
  interface Work {
    /// @param end on the clock of `System.nanoTime`
    List<TensorData> run(List<TensorData> args, List<Body> bodies, long end);
  }
}
