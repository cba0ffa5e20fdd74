package org.ashlar.ptx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Makes one list of instructions of an entry: opens blocks, inlines functions, gives every name
/// one meaning.
///
/// A return of an inlined function becomes a branch behind it. Recursion has no such form and is an
/// error.
final class Flattener {
  private final PtxModule module;
  private final Routine routine;
  private final Map<String, Type> registers = new LinkedHashMap<>();
  private final List<Variable> variables = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<String, Integer> labels = new LinkedHashMap<>();
  private final Set<Integer> nounroll = new HashSet<>();

  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> statics = new LinkedHashMap<>();
  private final Deque<String> active = new ArrayDeque<>();
  private final Set<String> inlined = new HashSet<>();

  Flattener(PtxModule module, Routine routine) {
    this.module = module;
    this.routine = routine;
    module.variables().forEach(v -> taken.add(v.name()));
    routine.parameters().forEach(v -> taken.add(v.name()));
  }

  /// The functions that were inlined.
  Set<String> inlined() {
    return inlined;
  }

  /// The flat form; of a function, with its parameters as registers and parameters of an entry.
  Entry entry() {
    active.push(routine.name());
    var scope = new Scope(Optional.empty());
    var parameters = new ArrayList<>(routine.parameters());
    parameters.addAll(routine.results());
    parameters.stream()
        .filter(p -> p.space() == Space.REG)
        .forEach(p -> {
          registers.put(p.name(), p.type());
          scope.names.put(p.name(), new Operand.Register(p.name()));
        });
    body(routine.body().orElseThrow(), scope, Optional.empty());
    boolean ends =
        !instructions.isEmpty()
            && instructions.getLast().guard().isEmpty()
            && Set.of("ret", "exit", "trap").contains(instructions.getLast().opcode());
    if (!ends || labels.containsValue(instructions.size())) {
      instructions.add(Instruction.of("ret"));
    }
    var entry =
        new Entry(
            module,
            routine.name(),
            parameters,
            routine.directives(),
            registers,
            variables,
            instructions,
            labels,
            nounroll);
    return new CallParameters(entry).entry();
  }

  /// What names mean in a block: registers are given their flat name when first used.
  private final class Scope {
    private final Optional<Scope> outer;
    private final Map<String, Operand> names = new LinkedHashMap<>();
    private final List<Statement.Registers> declared = new ArrayList<>();

    Scope(Optional<Scope> outer) {
      this.outer = outer;
    }

    /// The flat meaning of a name, where a block declares it.
    Optional<Operand> find(String name) {
      for (var scope = Optional.of(this); scope.isPresent(); scope = scope.get().outer) {
        var known = scope.get().names.get(name);
        if (known != null) {
          return Optional.of(known);
        }
        var type = scope.get().typeOf(name);
        if (type.isPresent()) {
          var flat = unique(name);
          registers.put(flat, type.get());
          scope.get().names.put(name, new Operand.Register(flat));
          return Optional.of(new Operand.Register(flat));
        }
      }
      return Optional.empty();
    }

    private Optional<Type> typeOf(String name) {
      for (var declaration : declared) {
        for (var names : declaration.names()) {
          if (names.count() == 0 ? names.name().equals(name) : numbered(names, name)) {
            return Optional.of(declaration.type());
          }
        }
      }
      return Optional.empty();
    }

    private static boolean numbered(Statement.Names names, String name) {
      if (!name.startsWith(names.name()) || name.length() == names.name().length()) {
        return false;
      }
      var digits = name.substring(names.name().length());
      return digits.length() < 10
          && digits.chars().allMatch(c -> c >= '0' && c <= '9')
          && Integer.parseInt(digits) < names.count();
    }
  }

  private String unique(String name) {
    var flat = name;
    for (int i = 1; !taken.add(flat); i++) {
      flat = name + "$" + i;
    }
    return flat;
  }

  /// @param back where a return goes: the label behind an inlined call, nowhere in the entry itself
  private void body(List<Statement> statements, Scope scope, Optional<String> back) {
    for (var statement : statements) {
      if (statement instanceof Statement.Label(var name, _)) {
        scope.names.put(name, new Operand.Target(unique(name)));
      } else if (statement instanceof Statement.Registers declaration) {
        scope.declared.add(declaration);
      }
    }
    for (var statement : statements) {
      switch (statement) {
        case Statement.Label(var name, _) ->
            labels.put(
                ((Operand.Target) Objects.requireNonNull(scope.names.get(name))).label(),
                instructions.size());
        case Statement.Registers _ -> {}
        case Statement.Declaration(var variable) -> declare(variable, scope);
        case Statement.Pragma(var text, _) -> {
          if (text.equals("nounroll")) {
            nounroll.add(instructions.size());
          }
        }
        case Statement.Block(var inner, _) -> body(inner, new Scope(Optional.of(scope)), back);
        case Instruction instruction -> instruction(instruction, scope, back);
      }
    }
  }

  /// Local variables and parameters of calls are new at each inlining; what lives longer is one.
  private void declare(Variable variable, Scope scope) {
    boolean own = variable.space() == Space.LOCAL || variable.space() == Space.PARAM;
    var key = active.getFirst() + "." + variable.name();
    var known = own ? null : statics.get(key);
    if (known == null) {
      known = unique(variable.name());
      statics.put(key, known);
      variables.add(CallParameters.named(variable, known, variable.space()));
    }
    scope.names.put(variable.name(), new Operand.Symbol(known, 0));
  }

  private void instruction(Instruction instruction, Scope scope, Optional<String> back) {
    if (instruction.opcode().equals("call")) {
      call(instruction, scope);
      return;
    }
    var guard =
        instruction
            .guard()
            .map(g -> new Guard(register(g.predicate(), scope, instruction), g.negated()));
    if (instruction.opcode().equals("ret") && back.isPresent()) {
      var jump = Instruction.of("bra", new Operand.Target(back.get()));
      instructions.add(
          new Instruction(
              guard,
              "bra",
              List.of(),
              jump.operands(),
              instruction.position(),
              instruction.source()));
      return;
    }
    var operands = instruction.operands().stream().map(o -> rename(o, scope, instruction)).toList();
    instructions.add(instruction.withOperands(operands).withGuard(guard));
  }

  private String register(String name, Scope scope, Instruction at) {
    return scope.find(name) instanceof Optional<Operand> found
            && found.isPresent()
            && found.get() instanceof Operand.Register(var flat)
        ? flat
        : unknown(name, at);
  }

  private String unknown(String name, Instruction at) {
    throw new PtxError(
        module.file(),
        at.position(),
        name + ": a name must be declared before it is used: it is not");
  }

  private Operand rename(Operand operand, Scope scope, Instruction at) {
    return switch (operand) {
      case Operand.Register(var name) ->
          scope.find(name).orElseGet(() -> new Operand.Register(unknown(name, at)));
      case Operand.Symbol(var name, long offset) ->
          switch (scope.find(name).orElse(operand)) {
            case Operand.Symbol(var flat, long more) -> new Operand.Symbol(flat, offset + more);
            case Operand other -> other;
          };
      case Operand.Target(var label) ->
          scope
              .find(label)
              .orElseThrow(() ->
                  new PtxError(
                      module.file(),
                      at.position(),
                      at.opcode()
                          + " "
                          + label
                          + ": the label must stand in the routine: it does not"));
      case Operand.Address(var base, long offset) ->
          switch (rename(base, scope, at)) {
            case Operand.Symbol(var name, long more) ->
                new Operand.Address(new Operand.Symbol(name, 0), offset + more);
            case Operand other -> new Operand.Address(other, offset);
          };
      case Operand.Vector(var elements) ->
          new Operand.Vector(elements.stream().map(e -> rename(e, scope, at)).toList());
      case Operand.Arguments(var elements) ->
          new Operand.Arguments(elements.stream().map(e -> rename(e, scope, at)).toList());
      case Operand.Pair(var first, var second) ->
          new Operand.Pair(rename(first, scope, at), rename(second, scope, at));
      case Operand.Not(var predicate) -> new Operand.Not(rename(predicate, scope, at));
      case Operand.Special _,
          Operand.Whole _,
          Operand.Single _,
          Operand.Double _,
          Operand.Generic _,
          Operand.Sink _ ->
          operand;
    };
  }

  /// `call (results), name, (arguments)`, both lists optional.
  private void call(Instruction call, Scope scope) {
    var operands = call.operands();
    int at = !operands.isEmpty() && operands.getFirst() instanceof Operand.Arguments ? 1 : 0;
    if (operands.size() <= at
        || !(operands.get(at) instanceof Operand.Symbol(var name, _))
        || scope.find(name).isPresent()) {
      throw error(
          call,
          "call: functions called by their name are in the subset: this is a call through a"
              + " pointer");
    }
    var callee = module.routine(name);
    if (callee.isEmpty() || callee.get().body().isEmpty()) {
      throw error(call, "call " + name + ": the module must define the function: it does not");
    }
    if (active.contains(name)) {
      throw error(
          call,
          "call "
              + name
              + ": functions are inlined, so none may call itself: it does, through "
              + String.join(" <- ", active));
    }
    var inner = new Scope(Optional.empty());
    var results =
        at == 1 ? ((Operand.Arguments) operands.getFirst()).elements() : List.<Operand>of();
    var arguments =
        operands.size() > at + 1 && operands.get(at + 1) instanceof Operand.Arguments(var elements)
            ? elements
            : List.<Operand>of();
    var end = unique("$after_" + name);
    call.guard()
        .ifPresent(g ->
            instructions.add(
                new Instruction(
                    Optional.of(new Guard(register(g.predicate(), scope, call), !g.negated())),
                    "bra",
                    List.of(),
                    List.of(new Operand.Target(end)),
                    call.position(),
                    call.source())));
    bind(callee.get().results(), results, true, call, scope, inner);
    bind(callee.get().parameters(), arguments, false, call, scope, inner);
    inlined.add(name);
    active.push(name);
    body(callee.get().body().get(), inner, Optional.of(end));
    active.pop();
    drop(end);
    labels.put(end, instructions.size());
    fetch(callee.get().results(), results, call, scope, inner);
  }

  /// Results that go to registers although the function stores them as parameters are read behind
  /// the call.
  private void fetch(
      List<Variable> formals, List<Operand> actuals, Instruction call, Scope scope, Scope inner) {
    for (int i = 0; i < formals.size(); i++) {
      var actual = rename(actuals.get(i), scope, call);
      if (formals.get(i).space() == Space.PARAM && !(actual instanceof Operand.Symbol)) {
        var from =
            new Operand.Address(Objects.requireNonNull(inner.names.get(formals.get(i).name())), 0);
        pass("ld", formals.get(i).type(), List.of(actual, from), call);
      }
    }
  }

  private void pass(String opcode, Type type, List<Operand> operands, Instruction call) {
    instructions.add(
        new Instruction(
            Optional.empty(),
            opcode,
            List.of("param", type.text()),
            operands,
            call.position(),
            call.source()));
  }

  /// A branch to what follows it anyway is none.
  private void drop(String end) {
    if (!instructions.isEmpty()
        && instructions.getLast().opcode().equals("bra")
        && instructions.getLast().guard().isEmpty()
        && instructions.getLast().operands().equals(List.of(new Operand.Target(end)))
        && !labels.containsValue(instructions.size())) {
      instructions.removeLast();
    }
  }

  /// @param stored whether the function stores them: its results
  private void bind(
      List<Variable> formals,
      List<Operand> actuals,
      boolean stored,
      Instruction call,
      Scope scope,
      Scope inner) {
    if (formals.size() != actuals.size()) {
      throw error(
          call,
          "call: as many must be passed as the function takes: passed %d, takes %d"
              .formatted(actuals.size(), formals.size()));
    }
    for (int i = 0; i < formals.size(); i++) {
      var formal = formals.get(i);
      var actual = rename(actuals.get(i), scope, call);
      if (formal.space() == Space.REG) {
        inner.names.put(formal.name(), copied(formal, actual, call));
      } else if (actual instanceof Operand.Symbol) {
        inner.names.put(formal.name(), actual);
      } else {
        // A value passed where a parameter in memory is expected.
        var flat = new Operand.Symbol(unique(formal.name()), 0);
        variables.add(CallParameters.named(formal, flat.name(), Space.PARAM));
        inner.names.put(formal.name(), flat);
        if (!stored) {
          pass("st", formal.type(), List.of(new Operand.Address(flat, 0), actual), call);
        }
      }
    }
  }

  /// A register parameter is the register that is passed; a number gets one of its own.
  private Operand copied(Variable formal, Operand actual, Instruction call) {
    if (actual instanceof Operand.Register) {
      return actual;
    }
    var flat = new Operand.Register(unique(formal.name()));
    registers.put(flat.name(), formal.type());
    instructions.add(
        new Instruction(
            Optional.empty(),
            "mov",
            List.of(formal.type().text()),
            List.of(flat, actual),
            call.position(),
            call.source()));
    return flat;
  }

  private PtxError error(Instruction at, String message) {
    return new PtxError(module.file(), at.position(), message);
  }
}
