package org.ashlar.gpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.backend.Executable;
import org.ashlar.gpu.emit.Writer;
import org.ashlar.gpu.emit.Written;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ptx.Parser;
import org.ashlar.ptx.PtxModule;

/// A plan as a module of PTX. Kernels of one text are written once.
final class GpuExecutable implements Executable {
  private final Plan plan;
  private final Map<Action.Launch, Written> written = new IdentityHashMap<>();
  private final String text;
  private final PtxModule module;

  GpuExecutable(Plan plan, Target target) {
    this.plan = plan;
    var known = new HashMap<String, Written>();
    var all = new ArrayList<Written>();
    write(plan.actions(), target, known, all);
    this.text = Writer.module(all, target);
    this.module = Parser.parse(plan.name() + ".ptx", text);
  }

  private void write(
      List<Action> actions, Target target, Map<String, Written> known, List<Written> all) {
    for (var action : actions) {
      switch (action) {
        case Action.Launch launch -> {
          var kernel = launch.kernel();
          if (launch.arguments().size() != kernel.parameters().size()) {
            throw new IllegalArgumentException(
                "plan %s: kernel %s: has %d parameters, given %d"
                    .formatted(
                        plan.name(),
                        kernel.name(),
                        kernel.parameters().size(),
                        launch.arguments().size()));
          }
          written.put(
              launch,
              known.computeIfAbsent(KernelText.of(kernel), _ -> written(kernel, target, all)));
        }
        case Action.Copy _ -> {}
        case Action.Repeat repeat -> write(repeat.body(), target, known, all);
        case Action.Branch branch -> {
          write(branch.then(), target, known, all);
          write(branch.otherwise(), target, known, all);
        }
      }
    }
  }

  private static Written written(Kernel kernel, Target target, List<Written> all) {
    all.add(Writer.write(kernel, kernel.name() + "_k" + all.size(), target));
    return all.getLast();
  }

  @Override
  public Plan plan() {
    return plan;
  }

  @Override
  public String listing() {
    return text;
  }

  @Override
  public long codeBytes() {
    return text.length();
  }

  /// The lines of the listing.
  String[] lines() {
    return text.split("\n", -1);
  }

  PtxModule module() {
    return module;
  }

  Written written(Action.Launch launch) {
    var kernel = written.get(launch);
    if (kernel == null) {
      throw new IllegalArgumentException("plan " + plan.name() + ": no such launch was compiled");
    }
    return kernel;
  }

  /// The plan's sizes by name.
  ///
  /// @throws IllegalArgumentException when there are too many or too few, or one is out of bounds
  Map<String, Long> sizes(long[] sizes) {
    if (sizes.length != plan.sizes().size()) {
      throw new IllegalArgumentException(
          "plan " + plan.name() + ": has " + plan.sizes().size() + " sizes, given " + sizes.length);
    }
    var named = new HashMap<String, Long>();
    for (int i = 0; i < sizes.length; i++) {
      var size = plan.sizes().get(i);
      if (sizes[i] < size.min() || sizes[i] > size.max()) {
        throw new IllegalArgumentException(
            "plan %s: size %s: %d is outside of %d..%d"
                .formatted(plan.name(), size.name(), sizes[i], size.min(), size.max()));
      }
      named.put(size.name(), sizes[i]);
    }
    return named;
  }

  /// A whole number over sizes.
  static long number(Expr e, Map<String, Long> sizes) {
    var constant =
        Simplify.of(
            Rewrite.map(
                e,
                node ->
                    node instanceof Expr.Size s && sizes.containsKey(s.name())
                        ? Expr.of(sizes.get(s.name()))
                        : node));
    if (constant instanceof Expr.Const c) {
      return c.bits();
    }
    throw new IllegalArgumentException("plan: a size must follow from the plan's sizes: " + e);
  }

  static long bytes(Buffer buffer, Map<String, Long> sizes) {
    long bytes = buffer.dtype().bytes();
    for (var size : buffer.sizes()) {
      bytes = Math.multiplyExact(bytes, number(size, sizes));
    }
    return bytes;
  }
}
