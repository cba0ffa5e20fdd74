package org.ashlar.gpu.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ptx.Guard;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Routine;
import org.ashlar.ptx.Statement;
import org.ashlar.ptx.Type;
import org.ashlar.ptx.Variable;

/// An entry as one list of instructions: no blocks, every name once, labels as indices.
final class Flat {
  final List<Instruction> instructions = new ArrayList<>();
  final Map<String, Type> registers = new HashMap<>();
  final Map<String, Integer> labels = new HashMap<>();
  final List<Variable> variables = new ArrayList<>();

  private final Deque<Map<String, String>> scopes = new ArrayDeque<>();
  private int blocks;

  private Flat() {}

  static Flat of(Routine entry) {
    var flat = new Flat();
    flat.block(
        entry
            .body()
            .orElseThrow(
                () -> new IllegalArgumentException(entry.name() + ": only declared: it has no body")),
        "");
    return flat;
  }

  private void block(List<Statement> statements, String suffix) {
    var scope = new HashMap<String, String>();
    scopes.push(scope);
    for (var statement : statements) {
      if (statement instanceof Statement.Label(var name, var position)) {
        scope.put(name, name + suffix);
      }
    }
    for (var statement : statements) {
      switch (statement) {
        case Instruction i -> instructions.add(suffix.isEmpty() ? i : renamed(i));
        case Statement.Label(var name, var position) ->
            labels.put(name + suffix, instructions.size());
        case Statement.Registers(var type, var names, var position) -> {
          for (var each : names) {
            if (each.count() == 0) {
              register(each.name(), type, scope, suffix);
            }
            for (int i = 0; i < each.count(); i++) {
              register(each.name() + i, type, scope, suffix);
            }
          }
        }
        case Statement.Declaration(var variable) -> {
          scope.put(variable.name(), variable.name() + suffix);
          variables.add(suffix.isEmpty() ? variable : named(variable, variable.name() + suffix));
        }
        case Statement.Pragma p -> {}
        case Statement.Block(var inner, var position) -> block(inner, suffix + "$" + ++blocks);
      }
    }
    scopes.pop();
  }

  private static Variable named(Variable v, String name) {
    return new Variable(
        v.linkage(), v.space(), v.align(), v.vector(), v.type(), name, v.sizes(), v.initial(),
        v.pointer(), v.position());
  }

  private void register(String name, Type type, Map<String, String> scope, String suffix) {
    scope.put(name, name + suffix);
    registers.put(name + suffix, type);
  }

  private Instruction renamed(Instruction instruction) {
    return instruction
        .withOperands(instruction.operands().stream().map(this::renamed).toList())
        .withGuard(instruction.guard().map(g -> new Guard(name(g.predicate()), g.negated())));
  }

  private Operand renamed(Operand operand) {
    return switch (operand) {
      case Operand.Register(var name) -> new Operand.Register(name(name));
      case Operand.Symbol(var name, var offset) -> new Operand.Symbol(name(name), offset);
      case Operand.Target(var label) -> new Operand.Target(name(label));
      case Operand.Address(var base, var offset) -> new Operand.Address(renamed(base), offset);
      case Operand.Vector(var elements) ->
          new Operand.Vector(elements.stream().map(this::renamed).toList());
      case Operand.Pair(var first, var second) ->
          new Operand.Pair(renamed(first), renamed(second));
      case Operand.Not(var predicate) -> new Operand.Not(renamed(predicate));
      case Operand.Arguments(var elements) ->
          new Operand.Arguments(elements.stream().map(this::renamed).toList());
      case Operand.Special s -> s;
      case Operand.Whole w -> w;
      case Operand.Single s -> s;
      case Operand.Double d -> d;
      case Operand.Generic g -> g;
      case Operand.Sink s -> s;
    };
  }

  private String name(String name) {
    for (var scope : scopes) {
      var found = scope.get(name);
      if (found != null) {
        return found;
      }
    }
    return name;
  }
}
