package org.ashlar.compiler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.ashlar.ir.Carried;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Rule;

/// Applies rules to every value of a function, operands first, until none changes anything.
///
/// A value is finished when its operands are and no rule applies; what a rule makes is finished in
/// the same way, so each value is looked at once. The walk keeps its own stack. It ends: a rule
/// whose result holds the value that it was applied to is stopped at once, one that grows without
/// end after a bounded number of applications; both are named.
final class Rewriter {
  private final List<Provider<Rule>> rules;
  private final Dump dump;
  private final Map<Value, Value> finished = new IdentityHashMap<>();
  private final Map<Value, Open> open = new IdentityHashMap<>();
  private final Map<String, Integer> applications = new TreeMap<>();
  private final ArrayDeque<Open> stack = new ArrayDeque<>();
  private final Settings settings;
  private final Optional<RuleCheck> check;
  private Optional<Provider<Rule>> last = Optional.empty();
  private int limit;

  /// A value on the way: `next` replaces it once that is finished; `generation` counts the rules
  /// that led here.
  private static final class Open {
    final Value value;
    final int generation;
    Value next;

    Open(Value value, int generation) {
      this.value = value;
      this.generation = generation;
      this.next = value;
    }
  }

  /// @param rules in the order in which they are tried
  /// @param check evaluates every application; empty: none
  Rewriter(List<Provider<Rule>> rules, Settings settings, Dump dump, Optional<RuleCheck> check) {
    this.rules = rules;
    this.settings = settings;
    this.dump = dump;
    this.check = check;
  }

  /// How often each rule applied.
  Map<String, Integer> applications() {
    return new LinkedHashMap<>(applications);
  }

  /// The function with finished outputs, and so the functions that its operators carry. Its graph
  /// grows; nothing else may use it meanwhile.
  Function apply(Function whole) {
    var function = Carried.map(whole, this::inside);
    // a rule that carries something from the outputs to the inputs applies once a value on the way
    limit += 1000 + 20 * Walk.order(function.outputs()).size();
    var outputs = new ArrayList<Value>();
    for (var output : function.outputs()) {
      outputs.add(finish(output));
    }
    return new Function(function.name(), function.inputs(), outputs, function.outputNames());
  }

  private Function inside(Function function) {
    var rewriter = new Rewriter(rules, settings, dump, check);
    var graph = new Graph();
    var inputs = function.inputs().stream().map(i -> graph.apply(i.op())).toList();
    var copy =
        new Function(
            function.name(), inputs, Inline.apply(function, inputs, graph), function.outputNames());
    var simplified = rewriter.apply(copy);
    rewriter.applications.forEach((rule, n) -> applications.merge(rule, n, Integer::sum));
    limit += rewriter.limit;
    return simplified;
  }

  private Value finish(Value value) {
    need(value, 0);
    while (!stack.isEmpty()) {
      step(stack.peek());
    }
    return Objects.requireNonNull(finished.get(value));
  }

  private void need(Value value, int generation) {
    if (finished.containsKey(value)) {
      return;
    }
    if (open.containsKey(value)) {
      throw endless(value);
    }
    var entry = new Open(value, generation);
    open.put(value, entry);
    stack.push(entry);
  }

  private void step(Open entry) {
    var value = entry.value;
    if (entry.next != value) {
      close(entry, Objects.requireNonNull(finished.get(entry.next)));
      return;
    }
    for (var arg : value.args()) {
      if (!finished.containsKey(arg)) {
        need(arg, entry.generation);
        return;
      }
    }
    var rebuilt = rebuild(value);
    if (rebuilt != value) {
      replace(entry, rebuilt, entry.generation);
      return;
    }
    for (var rule : rules) {
      var better = applied(rule, value);
      if (better != value) {
        replace(entry, better, entry.generation + 1);
        return;
      }
    }
    close(entry, value);
  }

  private void replace(Open entry, Value by, int generation) {
    entry.next = by;
    if (generation > limit || applications.values().stream().mapToInt(n -> n).sum() > limit) {
      throw endless(by);
    }
    need(by, generation);
  }

  private void close(Open entry, Value result) {
    finished.put(entry.value, result);
    open.remove(entry.value);
    stack.pop();
  }

  private Value rebuild(Value value) {
    var args = new ArrayList<Value>(value.args().size());
    boolean same = true;
    for (var arg : value.args()) {
      var now = finished.get(arg);
      args.add(now);
      same &= now == arg;
    }
    return same ? value : value.graph().applyAll(value.op(), args).get(value.result());
  }

  private Value applied(Provider<Rule> rule, Value value) {
    var name = rule.service().name();
    var better =
        Plugin.call(rule, "rules", "rule " + name, dump, () -> rule.service().apply(value));
    if (better == value) {
      return value;
    }
    if (better.graph() != value.graph()) {
      throw defect(rule, "made a value of another graph from " + describe(value));
    }
    if (!better.type().equals(value.type())) {
      throw defect(
          rule,
          "changed the type of "
              + describe(value)
              + ": from "
              + value.type()
              + " to "
              + better.type());
    }
    check
        .flatMap(c -> c.difference(value, better))
        .ifPresent(difference -> {
          throw defect(
              rule,
              "changed the numbers of "
                  + describe(value)
                  + ", now "
                  + describe(better)
                  + ": "
                  + difference);
        });
    last = Optional.of(rule);
    applications.merge(name, 1, Integer::sum);
    settings.tell(6, "rule " + name + ": " + describe(value) + " -> " + describe(better));
    return better;
  }

  private Defect endless(Value at) {
    var rule =
        last.orElseThrow(
            () -> new IllegalStateException("rules: a value is its own operand: " + describe(at)));
    return defect(
        rule,
        "does not end: applied "
            + applications.get(rule.service().name())
            + " times, last at "
            + describe(at)
            + "; all rules: "
            + applications);
  }

  private Defect defect(Provider<Rule> rule, String facts) {
    var message = "rule " + rule.service().name() + ": " + facts;
    return new Defect("rules", message + " (" + rule.label() + ")", dump.write("rules", message));
  }

  /// `add(transpose, input) : f32[4, 8]`
  static String describe(Value value) {
    var args = value.args().stream().map(a -> a.op().name()).toList();
    return value.op().name() + "(" + String.join(", ", args) + ") : " + value.type();
  }
}
