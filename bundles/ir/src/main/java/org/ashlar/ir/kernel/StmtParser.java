package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.text.ExprParser;
import org.ashlar.ir.text.Scope;

/// Reads kernels, plans and schedules. A block is what stands in more indented lines.
final class StmtParser extends ExprParser {
  StmtParser(String source) {
    super(source, new Scope());
  }

  Kernel kernel() {
    int indent = column();
    expect("kernel");
    var name = name("the kernel's name");
    var sizes = sizes();
    expect("(");
    var parameters = list(")", this::buffer);
    var before = parameters.stream().map(scope::bind).toList();
    var body = block(indent);
    for (int i = parameters.size() - 1; i >= 0; i--) {
      scope.restore(parameters.get(i), before.get(i));
    }
    return made(() -> new Kernel(name, sizes, parameters, body));
  }

  Plan plan() {
    int indent = column();
    expect("plan");
    var name = name("the plan's name");
    var sizes = sizes();
    expect("(");
    var inputs = list(")", this::buffer);
    expect("->");
    expect("(");
    var outputs = list(")", this::buffer);
    var slots = new ArrayList<Plan.Slot>();
    while (accept("slot")) {
      var buffer = buffer();
      expect("at");
      slots.add(new Plan.Slot(buffer, integer("an offset in bytes")));
    }
    var buffers = new HashMap<String, Buffer>();
    inputs.forEach(b -> buffers.put(b.name(), b));
    outputs.forEach(b -> buffers.put(b.name(), b));
    slots.forEach(s -> buffers.put(s.buffer().name(), s.buffer()));
    return new Plan(name, sizes, inputs, outputs, slots, actions(indent, buffers));
  }

  Schedule schedule() {
    var steps = new ArrayList<Step>();
    while (!atEnd()) {
      steps.add(step());
    }
    return new Schedule(steps);
  }

  private List<Expr.Size> sizes() {
    return accept("[") ? list("]", this::size) : List.of();
  }

  private Buffer buffer() {
    var name = name("a buffer's name");
    expect(":");
    var type = tensorType();
    return new Buffer(
        name, type.dtype(), type.shape().sizes(), atLineStart() ? Space.GLOBAL : space());
  }

  private Space space() {
    for (var space : Space.values()) {
      if (accept(space.toString())) {
        return space;
      }
    }
    return Space.GLOBAL;
  }

  // ── statements ──

  /// The statements right of a column.
  private Stmt block(int outside) {
    return nested(() -> {
      if (column() <= outside || atEnd()) {
        return Stmt.Seq.NOTHING;
      }
      var statements = statements(column());
      return statements.size() == 1 ? statements.getFirst() : new Stmt.Seq(statements);
    });
  }

  private List<Stmt> statements(int indent) {
    var statements = new ArrayList<Stmt>();
    while (!atEnd() && column() == indent) {
      if (!atLineStart()) {
        throw expected("the end of the line");
      }
      statements.add(statement(indent));
    }
    if (!atEnd() && column() > indent) {
      throw expected(atLineStart() ? "a statement in column " + indent : "the end of the line");
    }
    return statements;
  }

  private Stmt statement(int indent) {
    if (accept("for")) {
      return loop(indent);
    }
    if (accept("if")) {
      var when = expr();
      var then = block(indent);
      var otherwise = column() == indent && accept("else") ? block(indent) : Stmt.Seq.NOTHING;
      return made(() -> new Stmt.If(when, then, otherwise));
    }
    if (accept("alloc")) {
      var buffer = buffer();
      var before = scope.bind(buffer);
      var body = column() > indent ? block(indent) : block(indent - 1);
      scope.restore(buffer, before);
      return new Stmt.Alloc(buffer, body);
    }
    if (accept("copy")) {
      return copy();
    }
    if (accept("multiply")) {
      return multiply();
    }
    if (accept("seq")) {
      return new Stmt.Seq(
          column() > indent && !atEnd() ? nested(() -> statements(column())) : List.of());
    }
    return write();
  }

  private Stmt loop(int indent) {
    var index = new Index(name("the loop's index"));
    expect("<");
    var extent = whole();
    var run = atLineStart() ? Run.SERIAL : run();
    return bound(List.of(index), () -> new Stmt.For(index, extent, run, block(indent)));
  }

  private Run run() {
    for (var run : Run.values()) {
      if (accept(run.toString())) {
        return run;
      }
    }
    throw expected(
        "the end of the line or one of "
            + Arrays.stream(Run.values()).map(Run::toString).collect(Collectors.joining(", ")));
  }

  private Stmt write() {
    var to = known("a statement");
    expect("[");
    var at = list("]", this::whole);
    if (accept("=")) {
      var value = expr();
      return made(() -> new Stmt.Store(to, at, value));
    }
    var combine = operation();
    expect("=");
    var value = expr();
    return made(() -> new Stmt.Update(to, at, combine, value));
  }

  private Buffer known(String what) {
    if (!seesName()) {
      throw expected(what);
    }
    if (source() instanceof Buffer buffer) {
      return buffer;
    }
    throw expected("a buffer");
  }

  // ── tiles ──

  /// The indices of a tile are known only after its place, so they are read ahead.
  private Stmt copy() {
    var start = mark();
    skipTile();
    var toAxes = over();
    expect("=");
    skipTile();
    var fromAxes = sees("over") ? over() : toAxes;
    var outsideAt = mark();
    reset(start);
    var to = tile(toAxes);
    over();
    expect("=");
    var from = tile(fromAxes);
    reset(outsideAt);
    expect("outside");
    var outside = expr();
    if (!(outside instanceof Expr.Const c)) {
      throw expected("a constant after 'outside'");
    }
    return made(() -> new Stmt.Copy(to, from, c));
  }

  private Stmt multiply() {
    var start = mark();
    skipTile();
    var accAxes = over();
    expect("+=");
    skipTile();
    var aAxes = over();
    times();
    skipTile();
    var bAxes = over();
    var end = mark();
    boolean shared = accAxes.isEmpty() && aAxes.isEmpty() && bAxes.size() == 4;
    reset(start);
    var acc = tile(shared ? bAxes.subList(0, 2) : accAxes);
    over();
    expect("+=");
    var a = tile(shared ? List.of(bAxes.get(2), bAxes.get(0), bAxes.get(3)) : aAxes);
    over();
    times();
    var b = tile(shared ? List.of(bAxes.get(2), bAxes.get(3), bAxes.get(1)) : bAxes);
    reset(end);
    return made(() -> new Stmt.Multiply(acc, a, b));
  }

  private void times() {
    if (!accept("*") && !accept("by")) {
      throw expected("'*' or 'by'");
    }
  }

  private void skipTile() {
    known("a buffer");
    skipBrackets();
  }

  private Tile tile(List<Axis> axes) {
    var of = known("a buffer");
    expect("[");
    var at = bound(axes.stream().map(Axis::index).toList(), () -> list("]", this::whole));
    return made(() -> new Tile(of, axes, at));
  }

  // ── plans ──

  private List<Plan.Action> actions(int outside, Map<String, Buffer> buffers) {
    return nested(() -> {
      var actions = new ArrayList<Plan.Action>();
      int indent = column();
      while (!atEnd() && indent > outside && column() == indent && !sees("else")) {
        actions.add(action(indent, buffers));
      }
      return actions;
    });
  }

  private Plan.Action action(int indent, Map<String, Buffer> buffers) {
    if (accept("launch")) {
      var arguments = atLineStart() ? List.<Buffer>of() : list(() -> planned(buffers));
      return new Plan.Action.Launch(kernel(), arguments);
    }
    if (accept("copy")) {
      var to = planned(buffers);
      expect("=");
      return new Plan.Action.Copy(to, planned(buffers));
    }
    if (accept("repeat")) {
      var times = whole();
      return new Plan.Action.Repeat(times, actions(indent, buffers));
    }
    if (accept("branch")) {
      var when = planned(buffers);
      var then = actions(indent, buffers);
      var otherwise =
          column() == indent && accept("else") ? actions(indent, buffers) : List.<Plan.Action>of();
      return new Plan.Action.Branch(when, then, otherwise);
    }
    throw expected("one of launch, copy, repeat, branch");
  }

  private Buffer planned(Map<String, Buffer> buffers) {
    var buffer = buffers.get(seesName() ? ahead() : "");
    if (buffer == null) {
      throw expected("a buffer of the plan");
    }
    name("a buffer");
    return buffer;
  }

  // ── schedules ──

  private Step step() {
    if (accept("split")) {
      return new Step.Split(loopName(), by());
    }
    if (accept("fuse")) {
      var names = loops(2);
      return new Step.Fuse(names.get(0), names.get(1));
    }
    if (accept("reorder")) {
      return new Step.Reorder(list(this::loopName));
    }
    if (accept("mark")) {
      return new Step.Mark(loopName(), run());
    }
    if (accept("hoist")) {
      var buffer = name("a buffer");
      expect("over");
      return new Step.Hoist(buffer, loopName());
    }
    if (accept("stage")) {
      return stage();
    }
    if (accept("factor")) {
      return new Step.Factor(loopName(), by());
    }
    if (accept("tensorise")) {
      var names = loops(3);
      return new Step.Tensorise(names.get(0), names.get(1), names.get(2));
    }
    throw expected("one of split, fuse, reorder, mark, hoist, stage, factor, tensorise");
  }

  private Step stage() {
    var buffer = name("a buffer");
    expect("at");
    var loop = loopName();
    var space = space();
    var layout = new ArrayList<Integer>();
    if (accept("layout")) {
      expect("[");
      layout.addAll(list("]", () -> (int) integer("a dimension")));
    }
    int depth = accept("depth") ? (int) integer("the number of copies") : 1;
    return new Step.Stage(buffer, loop, space, layout, depth);
  }

  private String loopName() {
    return name("a loop");
  }

  private List<String> loops(int count) {
    var names = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        expect(",");
      }
      names.add(loopName());
    }
    return names;
  }

  private long by() {
    expect("by");
    return integer("a whole number");
  }
}
