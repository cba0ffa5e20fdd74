package org.ashlar.lower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Target;

/// Decides which values get loops of their own, and which are computed wherever they are read.
///
/// Reductions, scans, scatters and outputs have loops. What follows a reduction at its own place,
/// read by nothing else on the way, is stored in its stead. Any other map is stored where computing
/// it for every read costs more than storing it once: by the number of its reads, its work, its
/// size.
final class Storing {
  /// What moving an element through memory counts where a map is read by maps: memory is the
  /// scarcer thing.
  private static final double PATIENCE = 3;

  /// A reduction that reads an element more often than this wants it ready.
  private static final double REUSE = 4;

  private static final int CONE = 128;
  private static final int INSTANCES = 64;

  /// A kernel with more nodes than this is cut: compilers of all kinds give up on very long code.
  private static final double DEFAULT_NODES = 4096;

  /// Starting one more kernel, in the units of {@link Work}.
  private static final double DEFAULT_LAUNCH = 4000;

  /// One of the different places at which a value is computed inside a nest.
  private record Instance(Value nest, List<?> path) {}

  private final Opened opened;
  private final Consumer<String> notes;
  private final double mostNodes;
  private final double launch;
  private final Map<Value, Set<Access>> reads = new HashMap<>();
  private final Map<Value, List<Value>> readers = new HashMap<>();
  private final Map<Value, Integer> order = new HashMap<>();
  private final Map<Value, Work> work = new HashMap<>();
  private final Map<Value, Map<Instance, Double>> demands = new HashMap<>();
  private final Map<Value, Integer> nodes = new HashMap<>();
  private final Set<Value> outputs;
  private final Set<Value> stored = new HashSet<>();

  private Storing(Opened opened, Target target, Consumer<String> notes) {
    this.opened = opened;
    this.notes = notes;
    this.mostNodes = mostNodes(target);
    this.launch = target.facts().getOrDefault("fusion.launch", DEFAULT_LAUNCH);
    this.outputs = new HashSet<>(opened.outputs());
  }

  /// The nodes that one kernel may have.
  static double mostNodes(Target target) {
    return target.facts().getOrDefault("fusion.nodes", DEFAULT_NODES);
  }

  /// The values with loops of their own.
  static Set<Value> of(Opened opened, Target target, Consumer<String> notes) {
    var storing = new Storing(opened, target, notes);
    storing.look();
    storing.followReductions();
    storing.weigh();
    return storing.stored;
  }

  private void look() {
    for (var item : opened.items().values()) {
      var accesses = Access.of(item);
      reads.put(item.value(), accesses);
      accesses.stream()
          .map(Access::of)
          .distinct()
          .forEach(arg -> readers.computeIfAbsent(arg, v -> new ArrayList<>()).add(item.value()));
      work.put(item.value(), Work.of(item));
      order.put(item.value(), order.size());
      if (item.kind() != Item.Kind.MAP || outputs.contains(item.value())) {
        stored.add(item.value());
      }
    }
  }

  private boolean isMap(Value value) {
    var item = opened.items().get(value);
    return item != null && item.kind() == Item.Kind.MAP;
  }

  /// The last value of the chain after each reduction is stored: it costs no more than storing the
  /// reduction.
  private void followReductions() {
    for (var item : opened.items().values()) {
      if (item.kind() == Item.Kind.REDUCE) {
        var last = item.value();
        for (var next = next(last); next != last; next = next(last)) {
          last = next;
        }
        stored.add(last);
      }
    }
  }

  private Value next(Value value) {
    var all = readers.getOrDefault(value, List.of());
    if (outputs.contains(value) || all.isEmpty()) {
      return value;
    }
    if (all.size() > 1) {
      return meeting(value);
    }
    if (!isMap(all.getFirst())) {
      return value;
    }
    var reader = all.getFirst();
    boolean same =
        Known.of(reads, reader).stream().filter(a -> a.of() == value).allMatch(Access::inOrder)
            && reader.tensor().dtype().bytes() <= value.tensor().dtype().bytes();
    return same ? reader : value;
  }

  /// The map at which all that is made of a value at its own place comes together again, as in `x ·
  /// sigmoid(x)`; the value itself where there is none.
  private Value meeting(Value value) {
    var open = new PriorityQueue<Value>(Comparator.comparing(order::get));
    var passed = new HashSet<Value>(List.of(value));
    open.addAll(Known.of(readers, value));
    while (!open.isEmpty() && passed.size() < CONE) {
      var next = open.remove();
      boolean stays =
          isMap(next)
              && Known.of(reads, next).stream().allMatch(a -> a.same() || !passed.contains(a.of()));
      if (!stays) {
        return value;
      }
      passed.add(next);
      open.removeIf(passed::contains);
      if (open.isEmpty()) {
        return next.tensor().dtype().bytes() <= value.tensor().dtype().bytes() ? next : value;
      }
      if (outputs.contains(next)) {
        return value;
      }
      open.addAll(readers.getOrDefault(next, List.of()));
    }
    return value;
  }

  /// From the outputs back: when a value's turn comes, every nest that would compute it is known.
  private void weigh() {
    for (var item : List.copyOf(opened.items().values()).reversed()) {
      var value = item.value();
      var demand = demand(value);
      if (!stored.contains(value)) {
        decide(item, demand);
      }
      if (stored.contains(value)) {
        demands.put(value, Map.of(new Instance(value, List.of()), Access.iterations(item)));
        nodes.put(value, Known.of(work, value).nodes());
      } else {
        demands.put(value, demand);
        demand.keySet().stream()
            .map(Instance::nest)
            .distinct()
            .forEach(nest -> nodes.merge(nest, Known.of(work, value).nodes(), Integer::sum));
      }
    }
  }

  private Map<Instance, Double> demand(Value value) {
    var demand = new LinkedHashMap<Instance, Double>();
    for (var reader : readers.getOrDefault(value, List.of())) {
      for (var access : Known.of(reads, reader)) {
        if (access.of() == value) {
          demands
              .getOrDefault(reader, Map.of())
              .forEach((instance, times) -> {
                if (demand.size() <= INSTANCES) {
                  demand.put(access.same() ? instance : inside(instance, reader, access), times);
                }
              });
        }
      }
    }
    return demand;
  }

  /// Reads at equal places of one reader are one instance.
  private static Instance inside(Instance instance, Value reader, Access access) {
    var path = new ArrayList<Object>(instance.path());
    path.add(reader);
    path.add(access.at());
    return new Instance(instance.nest(), path);
  }

  private void decide(Item item, Map<Instance, Double> demand) {
    var value = item.value();
    double elements = Extents.elements(item.type());
    double times = demand.values().stream().mapToDouble(Double::doubleValue).sum();
    int most =
        demand.keySet().stream().mapToInt(i -> nodes.getOrDefault(i.nest(), 0)).max().orElse(0);
    if (Known.of(work, value).nodes() == 1 && Known.of(reads, value).isEmpty()) {
      return; // one number: part of the code
    }
    if (isMovedByte(item)) {
      return; // what it moves is stored instead, where it is made
    }
    if (isWidenedInput(item)) {
      return; // half the memory, and widening costs next to nothing
    }
    if (demand.size() > INSTANCES) {
      store(item, "read at more than " + INSTANCES + " places");
    } else if (most + Known.of(work, value).nodes() > mostNodes) {
      store(item, "its readers have reached " + (long) mostNodes + " nodes");
    } else if (times > elements && isRim(item)) {
      store(item, "a sum without conditions reads it");
    } else if (times > elements) {
      double cost = cost(value);
      double recompute = times * cost;
      double moved = elements * Work.STORE + times * Work.LOAD;
      double store = elements * cost + moved * (isReused(value, elements) ? 1 : PATIENCE) + launch;
      if (recompute > store) {
        store(
            item,
            String.format(
                Locale.ROOT,
                "%.0f elements, read %.0f times: cost %.3g stored, %.3g computed at each read",
                elements,
                times,
                store,
                recompute));
      }
    }
  }

  /// Whether it is a constant outside a box, and sums read it: where it is stored they have no
  /// conditions inside.
  private boolean isRim(Item item) {
    return item.meaning() instanceof Meaning.Indexed m
        && Box.of(m.body().getFirst(), item.type()).isPresent()
        && Known.of(readers, item.value()).stream()
            .allMatch(r -> Known.of(opened.items(), r).kind() == Item.Kind.REDUCE);
  }

  /// Whether bytes are only moved that are computed wherever they are read: few bits that were
  /// quantised. Products read bytes in any order, while computing them in another order than their
  /// source lies in takes gathers.
  private boolean isMovedByte(Item item) {
    var value = item.value();
    var all = Known.of(reads, value);
    return value.tensor().dtype().bytes() == 1
        && Access.bodies(item.meaning()).stream().allMatch(Expr.Read.class::isInstance)
        && all.size() == 1
        && isMap(all.iterator().next().of())
        && !stored.contains(all.iterator().next().of())
        && Extents.elements(all.iterator().next().of().tensor())
            <= Extents.elements(value.tensor());
  }

  /// Whether an input's floats of 16 bits are only widened, for sums: weights that were narrowed.
  private boolean isWidenedInput(Item item) {
    return item.meaning() instanceof Meaning.Pointwise(var body)
        && body instanceof Expr.Cast(var to, _, Expr.Read(var of, _))
        && to == DType.F32
        && of.dtype().isFloat()
        && of.dtype().bits() == 16
        && Known.of(reads, item.value()).stream().noneMatch(a -> opened.items().containsKey(a.of()))
        && Known.of(readers, item.value()).stream()
            .allMatch(r -> Known.of(opened.items(), r).kind() == Item.Kind.REDUCE);
  }

  /// Whether a reduction reads each element again and again.
  private boolean isReused(Value value, double elements) {
    return Known.of(readers, value).stream()
        .map(opened.items()::get)
        .anyMatch(r -> r.kind() != Item.Kind.MAP && Access.iterations(r) > REUSE * elements);
  }

  private void store(Item item, String why) {
    stored.add(item.value());
    notes.accept("stored " + Opened.label(item.value().op()) + ": " + item.type() + ": " + why);
  }

  /// The cost of one element, with everything that would be computed for it.
  private double cost(Value value) {
    double cost = 0;
    var loads = new HashSet<Value>();
    var cone = cone(value);
    for (var part : cone) {
      cost += Known.of(work, part).cost();
      Known.of(reads, part).stream()
          .map(Access::of)
          .filter(a -> !cone.contains(a))
          .forEach(loads::add);
    }
    return cost + Work.LOAD * loads.size();
  }

  /// The maps that would be computed with a value, itself first; no more than a bound, beyond which
  /// it is dear anyway.
  private Set<Value> cone(Value value) {
    var cone = new LinkedHashSet<Value>();
    var open = new ArrayDeque<Value>();
    cone.add(value);
    open.add(value);
    while (!open.isEmpty()) {
      for (var access : Known.of(reads, open.remove())) {
        if (cone.size() < CONE
            && !stored.contains(access.of())
            && isMap(access.of())
            && cone.add(access.of())) {
          open.add(access.of());
        }
      }
    }
    return cone;
  }
}
