package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Plan.Slot;

/// Offsets of a plan's buffers in one workspace: buffers that are not needed at the same time share
/// bytes.
///
/// A buffer is needed from the first action that names it to the last, and all through a repetition
/// that it outlives ({@link Moments}). The largest buffer is placed first, each at the lowest
/// offset where no buffer of an overlapping time lies (greedy by size, Pisarchyk and Lee 2020). A
/// launch may write a result over an argument that is not needed any more, where that is proved to
/// be safe ({@link Overwrites}).
///
/// @param plan with the offsets
/// @param naive the bytes with a place for every buffer
record MemoryPlan(Plan plan, long naive) {
  private static final long ALIGNMENT = 64;

  /// A buffer with the moments at which it is needed.
  private record Life(Buffer buffer, int first, int last, long bytes) {
    boolean overlaps(Life other) {
      return first <= other.last && other.first <= last;
    }
  }

  private record Placed(Life life, long offset) {
    long end() {
      return offset + life.bytes();
    }
  }

  static MemoryPlan of(Plan plan) {
    return of(plan, new Overwrites.Known());
  }

  /// @param known of the plan's kernels, which other plans may share
  static MemoryPlan of(Plan plan, Overwrites.Known known) {
    var lives = new ArrayList<>(lives(plan));
    long naive = lives.stream().mapToLong(Life::bytes).reduce(0, Math::addExact);
    lives.sort(Comparator.comparingLong(Life::bytes).reversed().thenComparingInt(Life::first));
    var over = Overwrites.of(plan, known);
    var byOffset = new ArrayList<Placed>();
    var offsets = new HashMap<Buffer, Long>();
    for (var life : lives) {
      long offset = lowest(byOffset, life);
      for (var placed : byOffset) {
        if (placed.offset() < offset && fitsOver(byOffset, life, placed, over)) {
          offset = placed.offset();
          break;
        }
      }
      offsets.put(life.buffer(), offset);
      var placed = new Placed(life, offset);
      int at = 0;
      while (at < byOffset.size() && byOffset.get(at).offset() <= offset) {
        at++;
      }
      byOffset.add(at, placed);
    }
    var slots =
        plan.workspace().stream()
            .filter(s -> offsets.containsKey(s.buffer()))
            .map(s -> new Slot(s.buffer(), Objects.requireNonNull(offsets.get(s.buffer()))))
            .toList();
    return new MemoryPlan(
        new Plan(plan.name(), plan.sizes(), plan.inputs(), plan.outputs(), slots, plan.actions()),
        naive);
  }

  long peak() {
    return plan.workspaceBytes();
  }

  /// One line a buffer, and the sum.
  String text() {
    var text = new StringBuilder();
    var lives = new HashMap<Buffer, Life>();
    lives(plan).forEach(l -> lives.put(l.buffer(), l));
    var over = Overwrites.of(plan, new Overwrites.Known());
    for (var slot : plan.workspace()) {
      var life = Objects.requireNonNull(lives.get(slot.buffer()));
      text.append(
          "%s: %d bytes at %d, needed from action %d to %d%s%n"
              .formatted(
                  slot.buffer().name(),
                  slot.buffer().bytes(),
                  slot.offset(),
                  life.first(),
                  life.last(),
                  plan.workspace().stream()
                      .filter(s -> s.offset() == slot.offset() && over.writes(slot, s))
                      .map(s -> ", over " + s.buffer().name())
                      .collect(Collectors.joining())));
    }
    text.append(
        "workspace: %d bytes; a place for every buffer would take %d%n".formatted(peak(), naive));
    return text.toString();
  }

  /// Whether a buffer may lie exactly where one lies that it overwrites, or that overwrites it.
  private static boolean fitsOver(List<Placed> byOffset, Life life, Placed same, Overwrites over) {
    if (!over.mayShare(life.buffer(), same.life().buffer())) {
      return false;
    }
    long end = same.offset() + life.bytes();
    for (var other : byOffset) {
      boolean mayShare =
          other.offset() == same.offset() && over.mayShare(life.buffer(), other.life().buffer());
      if (other.life().overlaps(life)
          && other.offset() < end
          && same.offset() < other.end()
          && !mayShare) {
        return false;
      }
    }
    return true;
  }

  private static long lowest(List<Placed> byOffset, Life life) {
    long offset = 0;
    for (var other : byOffset) {
      if (other.life().overlaps(life)) {
        if (offset + life.bytes() <= other.offset()) {
          return offset;
        }
        offset = Math.max(offset, other.end());
      }
    }
    return offset;
  }

  /// The buffers of the workspace that some action names.
  private static List<Life> lives(Plan plan) {
    var moments = Moments.of(plan);
    return plan.workspace().stream()
        .map(Slot::buffer)
        .flatMap(b -> moments.of(b).stream().map(span -> life(b, span)))
        .toList();
  }

  private static Life life(Buffer buffer, Moments.Span span) {
    return new Life(buffer, span.first(), span.last(), align(buffer.bytes()));
  }

  /// Every buffer of the plan that an action names, also inside its bodies.
  static List<Buffer> named(Action action) {
    var named = new ArrayList<Buffer>();
    name(action, named);
    return named;
  }

  private static void name(Action action, List<Buffer> into) {
    switch (action) {
      case Action.Launch launch -> into.addAll(launch.arguments());
      case Action.Copy copy -> into.addAll(List.of(copy.to(), copy.from()));
      case Action.Repeat repeat -> repeat.body().forEach(a -> name(a, into));
      case Action.Branch branch -> {
        into.add(branch.when());
        branch.then().forEach(a -> name(a, into));
        branch.otherwise().forEach(a -> name(a, into));
      }
    }
  }

  static long align(long bytes) {
    return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
