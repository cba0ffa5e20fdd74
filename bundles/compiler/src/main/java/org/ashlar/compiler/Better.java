package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelProvider;
import org.ashlar.ir.kernel.Plan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Kernels that somebody wrote for an operator on a machine, taken instead of the derived ones.
/// Such a call is a part of its own: nothing is fused into a kernel that is not ours.
///
/// @param kernels by the first result of the call
/// @param text who provides which, a line each
record Better(Map<Value, Kernel> kernels, String text) {
  private static final Logger LOG = LoggerFactory.getLogger(Compiler.class);

  static Better of(
      Function function,
      Placement placement,
      List<Provider<KernelProvider>> providers,
      Dump dump,
      Consumer<Provider<?>> used) {
    var kernels = new LinkedHashMap<Value, Kernel>();
    var text = new StringBuilder();
    for (var value : Walk.order(function.outputs())) {
      if (providers.isEmpty() || value.op() instanceof Input || value != Placement.first(value)) {
        continue;
      }
      var machine = placement.machine(value);
      for (var provider : providers) {
        var kernel =
            Plugin.call(
                provider,
                "lower",
                "kernel provider",
                dump,
                () -> provider.service().kernel(value, machine.target()));
        if (kernel.isPresent() && fits(kernel.get(), value, machine, provider, dump)) {
          kernels.put(value, kernel.get());
          used.accept(provider);
          text.append(value.op().name())
              .append(": kernel ")
              .append(kernel.get().name())
              .append(" of ")
              .append(provider.label())
              .append('\n');
          break;
        }
      }
    }
    return new Better(kernels, text.toString());
  }

  /// The plan of a stretch that is one such call.
  Optional<Plan> plan(Cut.Stretch stretch) {
    var call = Placement.first(stretch.outputs().getFirst());
    return Optional.ofNullable(kernels.get(call)).map(kernel -> plan(stretch, call, kernel));
  }

  private static Plan plan(Cut.Stretch stretch, Value call, Kernel kernel) {
    var buffers = new HashMap<Value, Buffer>();
    var function = stretch.function();
    for (int i = 0; i < stretch.inputs().size(); i++) {
      buffers.put(
          stretch.inputs().get(i),
          Buffer.global(function.inputNames().get(i), function.inputs().get(i).tensor()));
    }
    for (int i = 0; i < stretch.outputs().size(); i++) {
      buffers.put(
          stretch.outputs().get(i),
          Buffer.global(function.outputNames().get(i), function.outputs().get(i).tensor()));
    }
    var arguments = new ArrayList<Buffer>();
    call.args().forEach(a -> arguments.add(buffers.get(a)));
    var unused = new ArrayList<Plan.Slot>();
    for (var result : call.results()) {
      arguments.add(
          buffers.computeIfAbsent(
              result,
              r -> {
                var buffer = Buffer.global("unused" + r.result(), r.tensor());
                unused.add(new Plan.Slot(buffer, 0));
                return buffer;
              }));
    }
    return new Plan(
        function.name(),
        List.of(),
        stretch.inputs().stream().map(buffers::get).toList(),
        stretch.outputs().stream().map(buffers::get).toList(),
        unused,
        List.of(new Plan.Action.Launch(kernel, arguments)));
  }

  /// Whether the kernel takes the arguments and gives the results, and the machine runs it.
  private static boolean fits(
      Kernel kernel, Value call, Machine machine, Provider<KernelProvider> provider, Dump dump) {
    var must = new ArrayList<TensorType>();
    call.args().forEach(a -> must.add(a.tensor()));
    call.results().forEach(r -> must.add(r.tensor()));
    var is = kernel.parameters().stream().map(p -> new TensorType(p.dtype(), p.shape())).toList();
    if (!is.equals(must)) {
      LOG.warn(
          "kernel {} of {} for {}: its parameters are {}, must be {}; the derived kernel is used",
          kernel.name(),
          provider.label(),
          call.op().name(),
          is,
          must);
      return false;
    }
    var support = machine.supports(kernel, dump);
    if (!support.yes()) {
      LOG.warn(
          "kernel {} of {} for {}: not on {}: {}; the derived kernel is used",
          kernel.name(),
          provider.label(),
          call.op().name(),
          machine,
          support.reason());
    }
    return support.yes();
  }
}
