package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Reads;

/// When each buffer of a plan is needed. Every launch, copy and choice is a moment, in the order of
/// the plan, also inside bodies.
///
/// What a repetition's body makes anew before it reads it is needed inside one step only. What
/// comes in from before, goes out or is carried from step to step is needed all through the
/// repetition.
final class Moments {
  /// From one moment to another, both included.
  record Span(int first, int last) {
    Span with(Span other) {
      return new Span(Math.min(first, other.first), Math.max(last, other.last));
    }

    boolean holds(Span other) {
      return first <= other.first && other.last <= last;
    }
  }

  /// What a body does first with a buffer.
  private enum First {
    NOTHING,
    WRITES,
    /// Reads it, or writes it only sometimes.
    READS
  }

  private record Repetition(List<Action> body, Span span) {}

  private final Map<Buffer, Span> spans = new HashMap<>();
  private final List<Repetition> repetitions = new ArrayList<>();
  private final Map<Action.Launch, Set<Buffer>> reads = new IdentityHashMap<>();
  private int now;

  private Moments() {}

  static Moments of(Plan plan) {
    var moments = new Moments();
    moments.walk(plan.actions());
    moments.repetitions.forEach(moments::stretch);
    return moments;
  }

  /// Empty where no action names the buffer.
  Optional<Span> of(Buffer buffer) {
    return Optional.ofNullable(spans.get(buffer));
  }

  /// Inner repetitions are noted before outer ones.
  private void walk(List<Action> actions) {
    for (var action : actions) {
      switch (action) {
        case Action.Launch _, Action.Copy _ -> {
          MemoryPlan.named(action).forEach(this::name);
          now++;
        }
        case Action.Repeat(_, var body) -> {
          int from = now;
          walk(body);
          repetitions.add(new Repetition(body, new Span(from, Math.max(from, now - 1))));
        }
        case Action.Branch(var when, var then, var otherwise) -> {
          name(when);
          now++;
          walk(then);
          walk(otherwise);
        }
      }
    }
  }

  private void name(Buffer buffer) {
    spans.merge(buffer, new Span(now, now), Span::with);
  }

  private void stretch(Repetition repetition) {
    var named = new HashSet<Buffer>();
    repetition.body().forEach(a -> named.addAll(MemoryPlan.named(a)));
    for (var buffer : named) {
      spans.computeIfPresent(
          buffer,
          (b, span) ->
              repetition.span().holds(span) && first(repetition.body(), b) == First.WRITES
                  ? span
                  : span.with(repetition.span()));
    }
  }

  private First first(List<Action> actions, Buffer buffer) {
    for (int i = 0; i < actions.size(); i++) {
      var first = first(actions.get(i), buffer);
      if (first == First.WRITES) {
        return first;
      }
      if (first == First.READS) {
        boolean only =
            actions.stream().filter(a -> MemoryPlan.named(a).contains(buffer)).count() == 1;
        return only && actions.get(i) instanceof Action.Branch branch
            ? onlyIn(branch, buffer)
            : first;
      }
    }
    return First.NOTHING;
  }

  /// Where nothing else names a buffer, it may be written on one side only.
  private First onlyIn(Action.Branch branch, Buffer buffer) {
    boolean read =
        branch.when().equals(buffer)
            || first(branch.then(), buffer) == First.READS
            || first(branch.otherwise(), buffer) == First.READS;
    return read ? First.READS : First.WRITES;
  }

  private First first(Action action, Buffer buffer) {
    return switch (action) {
      case Action.Copy(var to, var from) ->
          from.equals(buffer) ? First.READS : to.equals(buffer) ? First.WRITES : First.NOTHING;
      case Action.Launch launch ->
          !launch.arguments().contains(buffer)
              ? First.NOTHING
              : reads(launch).contains(buffer) ? First.READS : First.WRITES;
      case Action.Repeat(var times, var body) -> {
        boolean runs = times instanceof Expr.Const c && c.bits() > 0;
        var first = first(body, buffer);
        yield runs || first == First.NOTHING ? first : First.READS;
      }
      case Action.Branch(var when, var then, var otherwise) -> {
        var one = first(then, buffer);
        var other = first(otherwise, buffer);
        yield when.equals(buffer) || one != other ? First.READS : one;
      }
    };
  }

  /// The arguments whose elements a launch reads.
  private Set<Buffer> reads(Action.Launch launch) {
    return reads.computeIfAbsent(
        launch,
        l -> {
          var read = Reads.of(l.kernel());
          var all = new HashSet<Buffer>();
          for (int i = 0; i < l.arguments().size(); i++) {
            if (read.contains(l.kernel().parameters().get(i))) {
              all.add(l.arguments().get(i));
            }
          }
          return all;
        });
  }
}
