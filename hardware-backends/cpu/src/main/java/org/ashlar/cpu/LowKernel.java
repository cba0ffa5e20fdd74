package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ashlar.cpu.low.Context;
import org.ashlar.cpu.low.Emitter;
import org.ashlar.cpu.low.Register;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.product.Cut;
import org.ashlar.cpu.product.Epilogue;
import org.ashlar.cpu.product.Tasks;
import org.ashlar.cpu.x86.Code;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Chain;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.TileLoops;

/// Writes a kernel as machine code: one function for each run of statements that one thread does,
/// and one for the body of each parallel loop.
final class LowKernel {
  /// The vector registers that a loop can keep its numbers in.
  static final int REGISTERS = Emitter.VECTORS;

  /// The words that a kernel may have in its context.
  static final int WORDS = 240;

  /// Work above which a run is looked after while it runs: some milliseconds.
  private static final double LONG = 2e7;

  /// Scratch memory of a function above which the kernel is refused.
  private static final long SCRATCH = 64 << 20;

  /// What an operation takes that calls the C library for each lane.
  private static final double SLOW = 50;

  /// Bytes from which on results go past the caches.
  private static final long STREAM = 32 << 20;

  private static final int ATTEMPTS = 40;

  /// Bytes that a block of rows passes on in a chain, its rows, and those of a tile.
  private static final long BETWEEN = 512 << 10;

  private static final long LEAST_ROWS = 24;
  private static final long MOST_ROWS = 192;
  private static final long TILE = 6;

  private final Kernel kernel;
  private final Stmt body;
  private final LowChoices choices;
  private final Map<Stmt.For, LowProduct> products;
  private final Map<Stmt.For, Stmt.For> pairs;
  private final int vectorBytes;
  private final boolean isLong;
  private final List<CompiledKernel.Site> sites = new ArrayList<>();
  private final List<LowCode.Step> steps = new ArrayList<>();
  private final List<LowCode.Entry> entries = new ArrayList<>();
  private final Map<Expr.Size, Integer> sizes = new HashMap<>();
  private final Map<Buffer, LowHome> homes = new HashMap<>();
  private final List<LowCode.Shared> shared = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Code code = new Code();
  private double slowness = 1;
  private int words;
  private int count;
  private int names;
  private long scratch;

  private LowKernel(
      Kernel kernel,
      Stmt body,
      LowChoices choices,
      Map<Stmt.For, LowProduct> products,
      Map<Stmt.For, Stmt.For> pairs,
      int vectorBytes) {
    this.products = products;
    this.pairs = pairs;
    this.kernel = kernel;
    this.body = body;
    this.choices = choices;
    this.vectorBytes = vectorBytes;
    this.isLong = Weight.most(body, Facts.NONE) > LONG;
    for (var parameter : kernel.parameters()) {
      homes.put(parameter, new LowHome.Memory(next(), 0));
    }
    for (var size : kernel.sizes()) {
      sizes.put(size, next());
    }
  }

  /// Compiles a kernel.
  ///
  /// @param constant parameters that keep their numbers from launch to launch
  /// @throws Refused where this generator does not do what the kernel asks
  static LowCode compile(Kernel kernel, Target target, Isa isa, Set<Buffer> constant) {
    var body = Reuse.write(Statements.map(TileLoops.write(kernel.body()), LowKernel::once));
    var chain = Chain.of(body);
    var pairs = new IdentityHashMap<Stmt.For, Stmt.For>();
    var whole = body;
    if (chain.isPresent()) {
      for (var link : chain.get().links()) {
        if (link.product().isEmpty()) {
          Pairs.of(link.row()).ifPresent(both -> pairs.put(link.row(), both));
        }
      }
      var all = new ArrayList<Stmt>(List.of(body));
      all.addAll(pairs.values());
      whole = Stmt.seq(all);
    } else {
      body = Pairs.write(body);
      whole = body;
    }
    int block = chain.map(c -> block(c, target.cores())).orElse(0);
    var products = new IdentityHashMap<Stmt.For, LowProduct>();
    for (var nest : Product.nests(body, target)) {
      var product = Product.of(nest).orElseThrow();
      var own =
          chain.stream()
              .flatMap(c -> c.links().stream())
              .filter(link -> link.nest() == nest)
              .findFirst()
              .map(link -> new Cut.Block(block, link.batches()))
              .orElse(Cut.Block.FREE);
      products.put(nest, LowProduct.of(isa, product, constant, target, own));
    }
    var choices = new LowChoices(isa.bytes());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        choices.decide(whole);
        return new LowKernel(kernel, body, choices, products, pairs, isa.bytes())
            .write(chain, block);
      } catch (Unvectorable refusal) {
        choices.refuse(refusal);
      } catch (Unplaceable refusal) {
        choices.leave(refusal.buffer());
      }
    }
    throw new Refused("no number of lanes was found");
  }

  /// A loop of one iteration is its body.
  private static Stmt once(Stmt s) {
    return s instanceof Stmt.For f && f.extent() instanceof Expr.Const(_, long n) && n == 1
        ? Statements.substitute(f.body(), Map.of(f.index(), Expr.of(0)))
        : s;
  }

  /// Rows of a chain that go through its links together: what they pass on stays in the second
  /// cache, and every core has something to do.
  private static int block(Chain chain, int cores) {
    long rows = Math.clamp(BETWEEN / chain.rowBytes(), LEAST_ROWS, MOST_ROWS);
    while (rows > LEAST_ROWS
        && cores > 1
        && chain.all() * Math.ceilDiv(chain.rows(), rows) < 4L * cores) {
      rows /= 2;
    }
    long blocks = Math.ceilDiv(chain.rows(), rows);
    long even = Math.ceilDiv(chain.rows(), blocks);
    // whole tiles, but for the last block
    return (int) (blocks == 1 ? chain.rows() + chain.rows() % 2 : Math.ceilDiv(even, TILE) * TILE);
  }

  private LowCode write(Optional<Chain> chain, int block) {
    try {
      if (chain.isPresent()) {
        chain(chain.get(), block);
      } else {
        var open = new ArrayList<Stmt>();
        split(body, open);
        flush(open);
      }
      var bytes = code.bytes();
      notes.addAll(choices.notes());
      return new LowCode(
          kernel, bytes, code::listing, entries, steps, shared, words, sites, notes, isLong);
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()));
    }
  }

  private int next() {
    if (words >= WORDS) {
      throw new Refused("too many parameters");
    }
    return Context.WORDS + 8 * words++;
  }

  // ── what the writers ask ──

  LowChoices choices() {
    return choices;
  }

  int vectorBytes() {
    return vectorBytes;
  }

  boolean isLong() {
    return isLong;
  }

  int word(Expr.Size size) {
    var word = sizes.get(size);
    if (word == null) {
      throw new Refused("size " + size.name() + " is not among the kernel's sizes");
    }
    return word;
  }

  /// Notes that something is done lane by lane, which takes far longer than its count of
  /// operations.
  void laneByLane() {
    slowness = SLOW;
  }

  /// The number of a checked place.
  int site(Buffer of, int dimension) {
    var site = new CompiledKernel.Site(of.name(), dimension, of.rank());
    if (!sites.contains(site)) {
      sites.add(site);
    }
    return sites.indexOf(site);
  }

  /// An index that no text can hold.
  Expr.Index fresh() {
    return new Expr.Index("checked " + names++);
  }

  /// Whether a buffer is so large that what is written to it leaves the caches anyway, and is not
  /// read here.
  boolean isStream(Buffer b) {
    return b.shape().isConstant() && b.bytes() >= STREAM && !Reads.of(body).contains(b);
  }

  /// Where a buffer lies in the scratch memory of the function.
  long scratch(Buffer b) {
    if (!b.shape().isConstant()) {
      throw new Refused(b.name() + " has no constant size");
    }
    long at = scratch;
    scratch = Math.addExact(at, b.bytes() + 63) & -64;
    if (scratch > SCRATCH) {
      throw new Refused(b.name() + " is too large for scratch memory");
    }
    return at;
  }

  // ── functions ──

  private boolean hasCores(Stmt s) {
    var found = new boolean[1];
    Statements.visit(
        s,
        x ->
            found[0] |=
                x instanceof Stmt.For f && (f.run() == Run.CORES || products.containsKey(f)));
    return found[0];
  }

  private boolean hasProducts(Stmt s) {
    var found = new boolean[1];
    Statements.visit(s, x -> found[0] |= x instanceof Stmt.For f && products.containsKey(f));
    return found[0];
  }

  /// Takes a statement apart into parallel loops and what stands between them.
  private void split(Stmt s, List<Stmt> open) {
    if (!hasCores(s)) {
      open.add(s);
      return;
    }
    if (s instanceof Stmt.Alloc(var b, _) && choices.cells(b) != 0 && hasProducts(s)) {
      choices.leave(b);
    }
    switch (s) {
      case Stmt.For f when products.containsKey(f) -> {
        flush(open);
        steps.add(product(products.get(f), count++));
      }
      case Stmt.Seq(var all) -> all.forEach(one -> split(one, open));
      case Stmt.Alloc(var b, var inside)
          when b.shape().isConstant() && choices.cells(b) == 0 && b.bytes() <= SCRATCH -> {
        flush(open);
        int word = next();
        shared.add(new LowCode.Shared(word, b.bytes()));
        homes.put(b, new LowHome.Memory(word, 0));
        split(inside, open);
        flush(open);
      }
      case Stmt.For f when f.run() == Run.CORES && Distinct.writes(f, Facts.NONE) -> {
        flush(open);
        parallel(f);
      }
      default -> {
        notes.add("a parallel loop inside of another statement runs on one core");
        open.add(s);
      }
    }
  }

  private void flush(List<Stmt> open) {
    if (open.isEmpty()) {
      return;
    }
    var all = Stmt.seq(open);
    open.clear();
    int number =
        function(f -> {
          new LowStatements(f).write(all);
        });
    steps.add(new LowCode.Step.Call(number, slowness * Weight.most(all, Facts.NONE)));
  }

  private void parallel(Stmt.For loop) {
    int number = function(f -> new LowLoops(f, new LowStatements(f)).part(loop, Facts.NONE));
    var inside = Facts.NONE.with(loop.index(), loop.extent());
    steps.add(
        new LowCode.Step.Parallel(
            number,
            loop.extent(),
            Weight.of(loop.body(), inside),
            slowness * Weight.most(loop.body(), inside)));
  }

  /// A nest that is a product: tasks that threads share.
  private LowCode.Step product(LowProduct of, int number) {
    var outer = of.outer().stream().map(_ -> next()).toList();
    var words = new Tasks.Words(next(), next(), outer, next(), next());
    var epilogue = Epilogue.of(of.cut, this::next);
    var tasks = new Tasks(of.cut, epilogue, words, code);
    var after = new int[] {-1, -1, -1, -1};
    if (epilogue.isEmpty()) {
      for (int kind : Tasks.kinds(of.cut)) {
        after[kind] = function(f -> after(of, kind, words, f));
      }
    }
    int a = number(word(of.product.a().of()));
    int b = number(of.isConstant ? next() : word(of.product.b().of()));
    var accesses =
        epilogue.map(Epilogue::accesses).orElse(List.of()).stream()
            .mapToInt(access -> number(word(access.of())))
            .toArray();
    var operands = new Tasks.Operands(a, b, accesses);
    notes.add("product: " + of.cut);
    return new LowCode.Step.Product(number, tasks, after, of.constant(), operands);
  }

  /// Links that do a block of rows one after the other.
  private void chain(Chain chain, int block) {
    var between = new ArrayList<LowCode.Between>();
    for (var b : chain.between()) {
      choices.leave(b);
      int word = next();
      between.add(new LowCode.Between(word, chain.rowBytes(b)));
      homes.put(b, new LowHome.Memory(word, 0));
    }
    var batches = chain.batches().stream().map(n -> new LowCode.Batch(next(), n)).toList();
    var links = new ArrayList<LowCode.Step>();
    for (var link : chain.links()) {
      links.add(
          link.product().isPresent()
              ? product(Objects.requireNonNull(products.get(link.nest())), count++)
              : rows(link, batches, block));
    }
    var step = new LowCode.Step.Chain(links, between, batches, chain.rows(), block);
    steps.add(step);
    notes.add("chain: %d blocks of %d rows".formatted(step.tasks(), block));
  }

  /// A function for a range of rows of a batch.
  private LowCode.Step rows(Chain.Link link, List<LowCode.Batch> batches, int block) {
    var facts = Facts.NONE;
    for (int i = 0; i < batches.size(); i++) {
      facts = facts.with(link.batches().get(i), Expr.of(batches.get(i).extent()));
    }
    var known = facts;
    int number =
        function(f -> {
          for (int i = 0; i < batches.size(); i++) {
            given(f, link.batches().get(i), batches.get(i).word());
          }
          var loops = new LowLoops(f, new LowStatements(f));
          var both = pairs.get(link.row());
          if (both == null) {
            loops.part(link.row(), known);
          } else {
            loops.pairs(both, link.row(), known);
          }
        });
    var inside = known.with(link.row().index(), link.row().extent());
    double weight = slowness * Weight.most(link.row().body(), inside) * block;
    return new LowCode.Step.Call(number, weight);
  }

  private static int number(int word) {
    return (word - Context.WORDS) / 8;
  }

  private int word(Buffer b) {
    if (homes.get(b) instanceof LowHome.Memory(int word, long base) && base == 0) {
      return word;
    }
    throw new Refused(b.name() + " of a product is not in memory");
  }

  /// What follows the sums of a task, as loops.
  private void after(LowProduct of, int kind, Tasks.Words words, LowFunction f) {
    f.homes.put(of.sums(kind), new LowHome.Memory(words.sums(), 0));
    f.homes.put(of.columnSums(kind), new LowHome.Memory(words.columnSums(), 0));
    given(f, LowProduct.ROW, words.row());
    given(f, LowProduct.COLUMN, words.column());
    for (int i = 0; i < words.outer().size(); i++) {
      given(f, of.outer().get(i), words.outer().get(i));
    }
    f.facts = of.facts(kind);
    f.everywhere = f.facts;
    new LowStatements(f).write(of.loops(kind));
  }

  private static void given(LowFunction f, Expr.Index index, int word) {
    Register register = f.places.word(word);
    f.indices.put(index, new LowIndex.Given(register));
  }

  private int function(java.util.function.Consumer<LowFunction> writer) {
    scratch = 0;
    slowness = 1;
    var f = new LowFunction(this, homes);
    writer.accept(f);
    code.align(64);
    int at = code.size();
    Emitter.write(f.finish(), code);
    entries.add(new LowCode.Entry(at, scratch));
    return entries.size() - 1;
  }
}
