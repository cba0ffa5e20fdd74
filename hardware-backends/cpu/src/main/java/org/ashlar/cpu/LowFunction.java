package org.ashlar.cpu;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Listing;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.cpu.low.Shape;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;

/// One function of machine code while a part of a kernel is translated: what names stand for here,
/// what is known here, and how many lanes are computed at once.
final class LowFunction {
  final LowKernel owner;
  final Listing listing = new Listing();
  final Map<Index, LowIndex> indices = new HashMap<>();
  final Map<Buffer, LowHome> homes;
  final Map<Expr.Local, LowName> names = new HashMap<>();

  /// What lazy names came to in this branch, by the number of lanes.
  final Map<Expr.Local, Map<Integer, Register>> lazy = new HashMap<>();

  final LowScope entry = new LowScope(Optional.empty(), Register.NONE, Set.of());
  final LowPlaces places = new LowPlaces(this);
  final LowMath math = new LowMath(this);
  final LowDoubles doubles = new LowDoubles(this);
  final LowCasts casts = new LowCasts(this);
  final LowOperations operations = new LowOperations(this);
  final LowExpressions values = new LowExpressions(this);
  final LowCells cells = new LowCells(this);
  final LowSmall smalls = new LowSmall(this);
  final LowMemory memory = new LowMemory(this);
  LowScope scope = entry;
  List<Instruction> sink = entry.items;

  /// What is known here for the lanes that take part, and for all of them.
  Facts facts = Facts.NONE;

  Facts everywhere = Facts.NONE;

  /// The lanes computed at once; 1 outside of vector loops.
  int lanes = 1;

  /// The lanes that take part; none: all.
  Register mask = Register.NONE;

  /// The mask of the lanes before the loop's end; none: all.
  Register tail = Register.NONE;

  /// The mask of what is the same in every lane.
  Register singleMask = Register.NONE;

  /// The vector loop around; empty outside.
  Optional<LowLanes> vector = Optional.empty();

  private int writes;

  /// Buffers that every lane has for itself.
  final Set<Buffer> own = new HashSet<>();

  final Map<Expr, Boolean> moving = new IdentityHashMap<>();

  LowFunction(LowKernel owner, Map<Buffer, LowHome> homes) {
    this.owner = owner;
    this.homes = new HashMap<>(homes);
  }

  /// All its instructions, in order.
  Listing finish() {
    listing.instructions().addAll(entry.top);
    listing.instructions().addAll(entry.items);
    return listing;
  }

  // ── writing ──

  void add(Instruction i) {
    sink.add(i);
  }

  Register whole(Instruction i) {
    var to = listing.whole();
    add(i.to(to));
    return to;
  }

  Register vector(Instruction i) {
    var to = listing.vector();
    add(i.to(to));
    return to;
  }

  Register mask(Instruction i) {
    var to = listing.mask();
    add(i.to(to));
    return to;
  }

  /// A vector instruction of the current lanes.
  Register vector(Op op, Element element, Register x, Register y) {
    return vector(Instruction.of(op).shape(shape(element)).x(x).y(y));
  }

  Register vector(Op op, Element element, Register x) {
    return vector(Instruction.of(op).shape(shape(element)).x(x));
  }

  Shape shape(Element element) {
    if (element.bytes() == 8 && lanes > owner.vectorBytes() / 8) {
      throw new Unvectorable(
          vector.orElseThrow().loop(), owner.vectorBytes() / 8, "numbers of 64 bits");
    }
    return new Shape(element, lanes);
  }

  static Element element(DType dtype) {
    return switch (dtype) {
      case F32, F16, BF16 -> Element.F32;
      case F64 -> Element.F64;
      case I8, U8, I16, U16, I32, U32 -> Element.I32;
      case I64, U64 -> Element.I64;
      default -> throw new Refused("numbers of " + dtype);
    };
  }

  // ── places in the code ──

  /// Writes into another list, then goes on here.
  <T> T into(List<Instruction> other, Supplier<T> inside) {
    var old = sink;
    var here = scope;
    var loaded = scope.loaded;
    sink = other;
    scope.loaded = new HashMap<>();
    var pure = scope.pure;
    scope.pure = new HashMap<>();
    try {
      return inside.get();
    } finally {
      sink = old;
      here.pure = pure;
      here.loaded = loaded;
    }
  }

  /// Computes what is the same in every lane.
  <T> T single(Supplier<T> inside) {
    int oldLanes = lanes;
    var oldMask = mask;
    var oldFacts = facts;
    lanes = 1;
    mask = singleMask;
    facts = everywhere;
    try {
      return inside.get();
    } finally {
      lanes = oldLanes;
      mask = oldMask;
      facts = oldFacts;
    }
  }

  /// One side of a choice: what it names is forgotten afterwards.
  <T> T branch(Supplier<T> inside) {
    var old = new HashMap<>(names);
    var oldLazy = new HashMap<Expr.Local, Map<Integer, Register>>();
    lazy.forEach((name, known) -> oldLazy.put(name, new HashMap<>(known)));
    try {
      return inside.get();
    } finally {
      names.clear();
      names.putAll(old);
      lazy.clear();
      lazy.putAll(oldLazy);
    }
  }

  /// Code that may be jumped over: what it computes is not known afterwards.
  void jumped(Runnable inside) {
    var loaded = new HashMap<>(scope.loaded);
    var pure = new HashMap<>(scope.pure);
    int before = writes;
    inside.run();
    scope.pure = pure;
    scope.loaded = before == writes ? loaded : new HashMap<>();
  }

  /// What depends on indices only, computed once in this part of the code.
  ///
  /// @param how what is made of it
  Register pure(String how, Expr e, Supplier<Register> compute) {
    if (!isPure(e)) {
      return compute.get();
    }
    Object at =
        switch (indices.get(vector.orElseThrow().loop().index())) {
          case LowIndex.Fixed(long value) -> value;
          case LowIndex.Counter(var loop) -> loop;
          case LowIndex.Given(var register) -> register;
          case LowIndex.Here(var register) -> register;
          case null -> "";
        };
    var what = List.of(how, places.fixedBeside(e), lanes, at);
    var known = scope.pure.get(what);
    if (known == null) {
      known = compute.get();
      scope.pure.put(what, known);
    }
    return known;
  }

  private static boolean isPure(Expr root) {
    var pure = new boolean[] {true};
    Rewrite.visit(
        root,
        e ->
            pure[0] &=
                !(e instanceof Expr.Read || e instanceof Expr.Local || e instanceof Expr.Let));
    return pure[0];
  }

  /// The value of a lazy name: computed where it is read first, and known to the end of the branch.
  Register later(Expr.Local name, Supplier<Register> compute) {
    int here = lanes;
    var known = lazy.getOrDefault(name, Map.of()).get(here);
    if (known != null) {
      return known;
    }
    var computed = compute.get();
    lazy.computeIfAbsent(name, _ -> new HashMap<>()).put(here, computed);
    return computed;
  }

  /// What was loaded may have changed.
  void forgetLoads() {
    writes++;
    for (var s = Optional.of(scope); s.isPresent(); s = s.get().around) {
      s.get().loaded.clear();
    }
  }

  // ── what differs from lane to lane ──

  boolean moves(Expr e) {
    if (lanes == 1 || vector.isEmpty()) {
      return false;
    }
    var known = moving.get(e);
    if (known != null) {
      return known;
    }
    boolean moves =
        switch (e) {
          case Index i -> i.equals(vector.get().loop().index());
          case Expr.Local l ->
              switch (names.get(l)) {
                case LowName.Lanes _ -> true;
                case LowName.Single _ -> false;
                case LowName.Later(var value) -> moves(value);
                case null -> false;
              };
          case Expr.Read(var of, var at) ->
              of instanceof Buffer b && own.contains(b) || at.stream().anyMatch(this::moves);
          case Expr.Const _, Expr.Size _ -> false;
          case Expr.Let let -> letMoves(let);
          case Expr.Cast c -> moves(c.x());
          case Expr.Unary u -> moves(u.x());
          case Expr.Binary b -> moves(b.x()) || moves(b.y());
          case Expr.Select s -> moves(s.when()) || moves(s.then()) || moves(s.otherwise());
        };
    if (!(e instanceof Expr.Local)) {
      moving.put(e, moves);
    }
    return moves;
  }

  /// Anything inside may move it; names inside are not bound yet.
  private boolean letMoves(Expr.Let let) {
    var found = new boolean[1];
    var index = vector.orElseThrow().loop().index();
    Rewrite.visit(
        let,
        e ->
            found[0] |=
                switch (e) {
                  case Index i -> i.equals(index);
                  case Expr.Local l -> names.containsKey(l) && moves(l);
                  case Expr.Read(Buffer b, _) -> own.contains(b);
                  default -> false;
                });
    return found[0];
  }
}
