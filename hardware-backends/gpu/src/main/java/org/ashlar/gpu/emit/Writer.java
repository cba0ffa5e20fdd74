package org.ashlar.gpu.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.TileLoops;

/// Writes a kernel as PTX.
///
/// A nest of parallel loops is an entry: a thread does an iteration, or a block does where the body
/// is the work of a block. Statements that follow each other become entries that follow each other,
/// since nothing else waits for a whole grid; buffers between them lie in scratch memory. What has
/// no parallel loop outside is one block's work, or one thread's where it has none inside either.
public final class Writer {
  /// The fact of a target that says which instructions it has: 80 for `sm_80`.
  public static final String ARCHITECTURE = "ptx_architecture";

  /// What a loop counts whose extent is known at launch only.
  private static final long UNKNOWN = 64;

  /// Of blocks whose threads do an iteration each.
  private static final int THREADS = 256;

  private final Kernel kernel;
  private final String name;
  private final int architecture;
  private final Faults faults;
  private final Set<Stmt.For> products;
  private final Map<Buffer, Long> scratch = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private long scratchBytes;

  private Writer(Kernel kernel, String name, Target target) {
    this.kernel = kernel;
    this.name = name;
    this.architecture = architecture(target);
    this.products = Product.nests(kernel.body(), target);
    this.faults = new Faults(kernel);
  }

  /// The kernel's entries.
  ///
  /// @param name that the entries' names begin with; unique in the module
  /// @param target with the fact {@link #ARCHITECTURE}
  /// @throws IllegalArgumentException where the kernel cannot be written; the message names why
  public static Written write(Kernel kernel, String name, Target target) {
    var body = TileLoops.write(kernel.body());
    var loops =
        new Kernel(
            kernel.name(),
            kernel.sizes(),
            kernel.parameters(),
            split(body, Product.nests(body, target)));
    var writer = new Writer(loops, Symbols.of(name), target);
    writer.parts(loops.body());
    return new Written(
        writer.entries, writer.scratchBytes, writer.faults.sites(), work(loops.body()));
  }

  /// The text of a module with these kernels.
  ///
  /// @param target that they were written for
  public static String module(List<Written> kernels, Target target) {
    int architecture = architecture(target);
    var text = new StringBuilder();
    text.append(".version 8.0\n.target sm_%d\n.address_size 64\n\n".formatted(architecture));
    var entries = kernels.stream().flatMap(k -> k.entries().stream()).toList();
    if (entries.stream().anyMatch(e -> e.text().contains(Circular.TABLE))) {
      text.append(Circular.table64()).append('\n');
    }
    entries.forEach(e -> text.append(e.text()).append('\n'));
    return text.toString();
  }

  private static int architecture(Target target) {
    return target.facts().getOrDefault(ARCHITECTURE, 80.0).intValue();
  }

  private static double work(Stmt s) {
    return switch (s) {
      case Stmt.For f ->
          work(f.body()) * (Simplify.of(f.extent()) instanceof Expr.Const c ? c.bits() : UNKNOWN);
      case Stmt.If i -> Math.max(work(i.then()), work(i.otherwise()));
      case Stmt.Alloc(_, var body) -> work(body);
      case Stmt.Seq(var all) -> all.stream().mapToDouble(Writer::work).sum();
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> 1;
    };
  }

  /// The statement with the digits of its products' indices split, as products see them.
  private static Stmt split(Stmt s, Set<Stmt.For> products) {
    return switch (s) {
      case Stmt.For f when products.contains(f) -> Product.of(f).orElseThrow().nest();
      case Stmt.Alloc(var buffer, var body) -> new Stmt.Alloc(buffer, split(body, products));
      case Stmt.Seq(var all) ->
          new Stmt.Seq(all.stream().map(inner -> split(inner, products)).toList());
      case Stmt.For _, Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> s;
    };
  }

  // ── parts ──

  private void parts(Stmt s) {
    var serial = new ArrayList<Stmt>();
    parts(s, serial);
    flush(serial);
  }

  private void parts(Stmt s, List<Stmt> serial) {
    switch (s) {
      case Stmt.Seq(var all) -> all.forEach(inner -> parts(inner, serial));
      case Stmt.Alloc(var buffer, var body)
          when buffer.space() != Space.SHARED && hasGrid(body) -> {
        keep(buffer);
        parts(body, serial);
      }
      case Stmt.For f when Body.isParallel(f) -> {
        flush(serial);
        grid(f);
      }
      case Stmt.For f when products.contains(f) -> {
        flush(serial);
        product(f);
      }
      case Stmt.For _, Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Alloc _ -> {
        if (isParallelInside(s)) {
          flush(serial);
          alone(s, true);
        } else {
          serial.add(s);
        }
      }
      case Stmt.Copy _, Stmt.Multiply _ ->
          throw new IllegalStateException("tiles are written as loops before");
    }
  }

  /// Whether parallel loops stand in it with nothing but sequences and buffers around them.
  private static boolean hasGrid(Stmt s) {
    return switch (s) {
      case Stmt.Seq(var all) -> all.stream().anyMatch(Writer::hasGrid);
      case Stmt.Alloc(var b, var body) -> b.space() != Space.SHARED && hasGrid(body);
      case Stmt.For f -> Body.isParallel(f);
      case Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> false;
    };
  }

  private static boolean isParallelInside(Stmt s) {
    return switch (s) {
      case Stmt.For f -> Body.isParallel(f) || isParallelInside(f.body());
      case Stmt.If i -> isParallelInside(i.then()) || isParallelInside(i.otherwise());
      case Stmt.Alloc(_, var body) -> isParallelInside(body);
      case Stmt.Seq(var all) -> all.stream().anyMatch(Writer::isParallelInside);
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> false;
    };
  }

  private void keep(Buffer buffer) {
    if (!buffer.shape().isConstant()) {
      throw new IllegalArgumentException(
          "kernel " + kernel.name() + ": buffer " + buffer.name() + ": must have constant sizes");
    }
    scratch.put(buffer, scratchBytes);
    scratchBytes += buffer.bytes() + 63 & -64;
  }

  private void flush(List<Stmt> serial) {
    if (!serial.isEmpty()) {
      alone(Stmt.seq(serial), false);
      serial.clear();
    }
  }

  // ── entries ──

  /// A product that was left whole: in tiles, or each result by a thread of its own.
  private void product(Stmt.For f) {
    var product = Product.of(f).orElseThrow();
    if (!Tiling.pays(product)) {
      grid(marked(product.nest(), product.nest().body()));
      return;
    }
    var tiling = Tiling.of(product);
    var open = new Open();
    // loops of one iteration have no place in the product
    for (Stmt s = product.nest(); s instanceof Stmt.For loop; s = loop.body()) {
      open.scope.bind(loop.index(), Value.whole(Kind.WORD, 0));
    }
    new ProductEntry(product, tiling, open.ptx, open.scope, open.expressions, open.body).write();
    open.end(Expr.of(ProductEntry.blocks(product, tiling)), 1, Tiling.THREADS);
  }

  /// The loops of a perfect nest, to be run at once: a product's results do not depend on each
  /// other.
  private static Stmt.For marked(Stmt.For f, Stmt body) {
    var inner = body instanceof Stmt.For g ? marked(g, g.body()) : body;
    return new Stmt.For(f.index(), f.extent(), Run.BLOCKS, inner);
  }

  /// One block, or one thread.
  private void alone(Stmt s, boolean block) {
    var open = new Open();
    if (block) {
      open.body.block(s);
    } else {
      open.body.thread(s);
    }
    open.end(Expr.of(1), 1, block ? THREADS : 1);
  }

  private void grid(Stmt.For f) {
    if (Body.needsBlock(f.body()) && f.run() != Run.THREADS) {
      blocks(f);
      return;
    }
    if (Body.needsBlock(f.body()) && !isFlat(f)) {
      alone(f, true);
      return;
    }
    var nest = new ArrayList<Stmt.For>();
    var inner = flat(f, nest);
    var total = total(nest);
    if (total.equals(Expr.of(0))) {
      return;
    }
    var open = new Open();
    var block = open.ptx.make(Kind.WORD, "mov.u32", "%ctaid.x");
    var thread = open.ptx.make(Kind.WORD, "mov.u32", "%tid.x");
    var done = open.ptx.label();
    var end = open.expressions.any(total);
    Value at;
    if (end.kind() == Kind.WORD) {
      at = open.ptx.make(Kind.WORD, "mad.lo.s32", block, THREADS, thread);
      open.ptx.jump(open.ptx.make(Kind.TRUTH, "setp.ge.u32", at, end), true, done);
    } else {
      var wide = open.ptx.make(Kind.LONG, "mul.wide.u32", block, THREADS);
      at = open.ptx.make(Kind.LONG, "add.s64", wide, open.expressions.wide(thread));
      open.ptx.jump(open.ptx.make(Kind.TRUTH, "setp.ge.u64", at, end), true, done);
    }
    open.body.decode(nest, at);
    nest.forEach(n -> open.body.atOnce(n.index()));
    open.body.thread(inner);
    open.ptx.mark(done);
    open.end(total, THREADS, THREADS);
  }

  /// A THREADS loop outside of everything is dealt out like any other.
  private static boolean isFlat(Stmt.For f) {
    Stmt s = f;
    while (s instanceof Stmt.For inner && Body.isParallel(inner)) {
      s = inner.body();
    }
    return !Body.needsBlock(s);
  }

  private static Stmt flat(Stmt.For f, List<Stmt.For> nest) {
    return Body.nest(f, nest);
  }

  private static Expr total(List<Stmt.For> nest) {
    Expr total = Expr.of(1);
    for (var f : nest) {
      total = total.times(f.extent());
    }
    return Simplify.of(total);
  }

  /// A block an iteration.
  private void blocks(Stmt.For f) {
    var nest = new ArrayList<Stmt.For>();
    Stmt s = f;
    while (s instanceof Stmt.For inner
        && Body.isParallel(inner)
        && inner.run() != Run.THREADS
        && Body.needsBlock(inner.body())
        && (nest.isEmpty() || Simplify.of(inner.extent()) instanceof Expr.Const)) {
      nest.add(inner);
      s = inner.body();
    }
    if (total(nest).equals(Expr.of(0))) {
      return;
    }
    var open = new Open();
    var block = open.ptx.make(Kind.WORD, "mov.u32", "%ctaid.x");
    open.body.decode(nest, block);
    nest.forEach(n -> open.body.atOnce(n.index()));
    open.body.block(s);
    open.end(total(nest), 1, THREADS);
  }

  /// An entry while it is written.
  private final class Open {
    final Ptx ptx = new Ptx();
    final Scope scope = new Scope();
    final String symbol = entries.isEmpty() ? name : name + "_" + entries.size();
    final Expressions expressions;
    final Body body;

    Open() {
      for (int i = 0; i < kernel.parameters().size(); i++) {
        var address = parameter("u64", i);
        var global = ptx.make(Kind.LONG, "cvta.to.global.u64", address);
        scope.place(kernel.parameters().get(i), new Place.InMemory("global", global));
      }
      int next = kernel.parameters().size();
      for (var size : kernel.sizes()) {
        scope.bind(size, parameter("b64", next++));
      }
      var memory = ptx.make(Kind.LONG, "cvta.to.global.u64", parameter("u64", next++));
      scratch.forEach((buffer, offset) ->
          scope.place(
              buffer,
              new Place.InMemory(
                  "global",
                  offset == 0 ? memory : ptx.make(Kind.LONG, "add.s64", memory, offset))));
      var fault = ptx.make(Kind.LONG, "cvta.to.global.u64", parameter("u64", next));
      this.expressions = new Expressions(ptx, scope, faults, kernel.name(), fault, architecture);
      this.body = new Body(ptx, scope, expressions);
    }

    private Value parameter(String type, int number) {
      return ptx.make(Kind.LONG, "ld.param." + type, "[p" + number + "]");
    }

    void end(Expr iterations, int perBlock, int threads) {
      int parameters = kernel.parameters().size() + kernel.sizes().size() + 2;
      var text = new StringBuilder(".visible .entry " + symbol + "(\n");
      for (int i = 0; i < parameters; i++) {
        text.append("\t.param .u64 p").append(i);
        text.append(i < parameters - 1 ? ",\n" : "\n");
      }
      text.append(")\n.maxntid ").append(threads).append(", 1, 1\n{\n");
      text.append(ptx.body()).append("\tret;\n}\n");
      entries.add(new Entry(symbol, text.toString(), iterations, perBlock, threads));
    }
  }
}
