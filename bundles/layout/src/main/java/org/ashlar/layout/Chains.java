package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Chain;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Writes;

/// Puts launches that pass on rows to each other into one kernel ({@link Chain}), for targets that
/// run such a kernel some rows at a time: what lies between the launches is never whole in memory.
///
/// From a product over kernels of rows to a product, each the only reader of what the one before
/// writes. What the right operands of the products hold is read again for each block of rows, so it
/// must fit the second cache.
final class Chains {
  /// Bytes between the launches that the first cache keeps anyway.
  private static final long LEAST = 32 << 10;

  /// Rows for which it pays to read right operands from the second cache, and those for which it
  /// does where each batch reads the same ones again.
  private static final long FEW = 12;

  private static final long MANY = 128;

  private final Draft draft;
  private final Target target;

  private Chains(Draft draft, Target target) {
    this.draft = draft;
    this.target = target;
  }

  static void apply(Draft draft, Target target, Consumer<String> notes) {
    if (target.facts().getOrDefault(Chain.FACT, 0.0) != 1) {
      return;
    }
    var chains = new Chains(draft, target);
    for (int at = 0; at < draft.actions().size(); at++) {
      if (draft.open().contains(at)) {
        chains.from(at, notes);
      }
    }
    draft.removeEmpty();
  }

  private void from(int first, Consumer<String> notes) {
    if (product(first).isEmpty()) {
      return;
    }
    var members = new ArrayList<>(List.of(first));
    var between = new ArrayList<Buffer>();
    while (true) {
      var written = Writes.of(draft.kernel(members.getLast()).body());
      written.removeAll(allocated(draft.kernel(members.getLast()).body()));
      if (written.size() != 1) {
        return;
      }
      var passed = written.iterator().next();
      var reader = reader(passed, members.getLast());
      if (reader.isEmpty()) {
        return;
      }
      between.add(passed);
      members.add(reader.get());
      if (product(reader.get()).isPresent()) {
        break;
      }
    }
    var chain = whole(members, between);
    if (chain.isEmpty() || !isApart(members, between)) {
      return;
    }
    var names = members.stream().map(m -> draft.kernel(m).name()).toList();
    var like = new LinkedHashSet<Buffer>();
    members.forEach(m -> like.addAll(draft.kernel(m).parameters()));
    between.forEach(like::remove);
    var last = draft.kernel(members.getLast());
    draft
        .actions()
        .set(members.getLast(), Draft.launch(last.name(), List.copyOf(like), chain.get()));
    for (int m : members.subList(0, members.size() - 1)) {
      draft.set(m, Stmt.Seq.NOTHING);
    }
    notes.accept("chain: " + String.join(", ", names) + " run by rows");
  }

  private Optional<org.ashlar.ir.kernel.Product> product(int at) {
    return draft.kernel(at).body() instanceof Stmt.For f
        ? org.ashlar.ir.kernel.Product.of(f).filter(p -> p.centre().isEmpty())
        : Optional.empty();
  }

  /// The only launch that touches a buffer beside the one that writes it, and comes after that.
  private Optional<Integer> reader(Buffer passed, int writer) {
    if (!draft.isFree(passed)) {
      return Optional.empty();
    }
    var found = new ArrayList<Integer>();
    for (int i = 0; i < draft.actions().size(); i++) {
      if (i != writer && Draft.named(draft.actions().get(i)).contains(passed)) {
        found.add(i);
      }
    }
    return found.size() == 1 && found.getFirst() > writer && draft.open().contains(found.getFirst())
        ? Optional.of(found.getFirst())
        : Optional.empty();
  }

  /// The members in one body; empty where that is no chain or does not pay.
  private Optional<Stmt> whole(List<Integer> members, List<Buffer> between) {
    var parts = new ArrayList<Stmt>();
    var names = new HashSet<String>();
    for (int m : members) {
      draft.kernel(m).parameters().forEach(p -> names.add(p.name()));
    }
    for (int m : members) {
      parts.add(renamed(draft.kernel(m), names));
    }
    Stmt body = Stmt.seq(parts);
    for (var b : between.reversed()) {
      var local = new Buffer(b.name(), b.dtype(), b.sizes(), Space.SCRATCH);
      body = new Stmt.Alloc(local, Statements.rename(body, b, local));
    }
    var whole = body;
    return Chain.of(whole).filter(this::pays).map(_ -> whole);
  }

  private boolean pays(Chain chain) {
    double cache = target.facts().getOrDefault("l2_bytes", 1048576.0);
    double right = 0;
    boolean again = false;
    for (var link : chain.links()) {
      if (link.product().isPresent()) {
        var b = link.product().get().b();
        boolean moves = link.batches().stream().anyMatch(i -> b.step(i) != 0);
        again |= !moves && chain.all() > 1;
        right += (double) b.of().bytes() / (moves ? chain.all() : 1);
      }
    }
    long all = chain.rowBytes() * chain.rows() * chain.all();
    return all >= LEAST && right <= cache && chain.rows() >= (again ? MANY : FEW);
  }

  /// A kernel's body with loops and buffers of its own that no other member names.
  private Stmt renamed(Kernel kernel, Set<String> names) {
    var body = Statements.map(kernel.body(), s -> s instanceof Stmt.For f ? renamed(f) : s);
    for (var b : allocated(body)) {
      var name = b.name();
      for (int i = 1; !names.add(name); i++) {
        name = b.name() + "_" + i;
      }
      if (!name.equals(b.name())) {
        body = Statements.rename(body, b, new Buffer(name, b.dtype(), b.sizes(), b.space()));
      }
    }
    return body;
  }

  private Stmt renamed(Stmt.For f) {
    var index = draft.index();
    var body = Statements.substitute(f.body(), Map.of(f.index(), index));
    return new Stmt.For(index, f.extent(), f.run(), body);
  }

  private static Set<Buffer> allocated(Stmt body) {
    var allocated = new LinkedHashSet<Buffer>();
    Statements.visit(
        body,
        s -> {
          if (s instanceof Stmt.Alloc a) {
            allocated.add(a.buffer());
          }
        });
    return allocated;
  }

  /// Whether nothing between the members writes what they read: all of them run where the last one
  /// does.
  private boolean isApart(List<Integer> members, List<Buffer> between) {
    var read = new HashSet<Buffer>();
    for (int at = members.getFirst(); at < members.getLast(); at++) {
      if (members.contains(at)) {
        read.addAll(Reads.of(draft.kernel(at).body()));
        read.removeAll(between);
      } else {
        var action = draft.actions().get(at);
        var written =
            draft.open().contains(at)
                ? Writes.of(((Action.Launch) action).kernel().body())
                : Draft.named(action);
        if (written.stream().anyMatch(read::contains)) {
          return false;
        }
      }
    }
    return true;
  }
}
