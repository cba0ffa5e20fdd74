package org.ashlar.ir.kernel;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.text.Printer;

/// The text forms of the waist, read back by {@link KernelParse}: twin of {@link
/// org.ashlar.ir.Text}, which stands in a package that does not know this one.
public final class KernelText {
  private KernelText() {}

  /// ```
  /// kernel scale[n:1..64](x: f32[n], out: f32[n])
  ///   for i < n cores
  ///     out[i] = x[i] * 2.0
  /// ```
  public static String of(Kernel kernel) {
    var out = new Printer();
    new StmtText(out).kernel(kernel, 0);
    return out.toString();
  }

  /// Statements, one a line; what belongs to a loop is indented.
  public static String of(Stmt body) {
    var out = new Printer();
    new StmtText(out).block(body, 0);
    return out.toString();
  }

  /// A plan with its kernels, each where it is launched.
  public static String of(Plan plan) {
    var out = new Printer();
    out.words("plan ").name(plan.name());
    sizes(out, plan.sizes());
    out.words("(").list(plan.inputs(), b -> buffer(out, b)).words(") -> (");
    out.list(plan.outputs(), b -> buffer(out, b)).words(")");
    for (var slot : plan.workspace()) {
      buffer(out.line(2).words("slot "), slot.buffer()).words(" at " + slot.offset());
    }
    actions(out, plan.actions(), 2);
    return out.toString();
  }

  /// One step a line: `split i by 16`.
  public static String of(Schedule schedule) {
    var out = new Printer();
    schedule.steps().forEach(step -> step(out.line(0), step));
    return out.toString();
  }

  /// `mark i cores`.
  public static String of(Step step) {
    var out = new Printer();
    step(out, step);
    return out.toString();
  }

  /// `x: f32[4, n] shared`; `global` goes without saying.
  public static String of(Buffer buffer) {
    return buffer(new Printer(), buffer).toString();
  }

  static Printer buffer(Printer out, Buffer buffer) {
    out.name(buffer.name()).words(": ").tensor(buffer.dtype(), buffer.sizes());
    return buffer.space() == Space.GLOBAL ? out : out.words(" " + buffer.space());
  }

  static void sizes(Printer out, List<Expr.Size> sizes) {
    if (!sizes.isEmpty()) {
      out.words("[").list(sizes, out::size).words("]");
    }
  }

  private static void actions(Printer out, List<Plan.Action> actions, int indent) {
    for (var action : actions) {
      out.line(indent);
      switch (action) {
        case Plan.Action.Launch(var kernel, var arguments) -> {
          names(out.words(arguments.isEmpty() ? "launch" : "launch "), arguments);
          out.line(indent + 2);
          new StmtText(out).kernel(kernel, indent + 2);
        }
        case Plan.Action.Copy(var to, var from) ->
            out.words("copy ").name(to.name()).words(" = ").name(from.name());
        case Plan.Action.Repeat(var times, var body) -> {
          out.words("repeat ").expr(times);
          actions(out, body, indent + 2);
        }
        case Plan.Action.Branch(var when, var then, var otherwise) -> {
          out.words("branch ").name(when.name());
          actions(out, then, indent + 2);
          if (!otherwise.isEmpty()) {
            out.line(indent).words("else");
            actions(out, otherwise, indent + 2);
          }
        }
      }
    }
  }

  private static void names(Printer out, List<Buffer> buffers) {
    out.list(buffers, b -> out.name(b.name()));
  }

  private static void step(Printer out, Step step) {
    switch (step) {
      case Step.Split(var loop, var factor) ->
          out.words("split ").name(loop).words(" by " + factor);
      case Step.Fuse(var outer, var inner) ->
          out.words("fuse ").list(List.of(outer, inner), out::name);
      case Step.Reorder(var loops) -> out.words("reorder ").list(loops, out::name);
      case Step.Mark(var loop, var run) -> out.words("mark ").name(loop).words(" " + run);
      case Step.Hoist(var buffer, var loop) ->
          out.words("hoist ").name(buffer).words(" over ").name(loop);
      case Step.Stage(var buffer, var loop, var space, var layout, var depth) -> {
        out.words("stage ").name(buffer).words(" at ").name(loop).words(" " + space);
        if (!layout.isEmpty()) {
          out.words(" layout " + layout);
        }
        if (depth != 1) {
          out.words(" depth " + depth);
        }
      }
      case Step.Factor(var loop, var lanes) ->
          out.words("factor ").name(loop).words(" by " + lanes);
      case Step.Tensorise(var i, var j, var k) ->
          out.words("tensorise ").list(List.of(i, j, k), out::name);
    }
  }
}
