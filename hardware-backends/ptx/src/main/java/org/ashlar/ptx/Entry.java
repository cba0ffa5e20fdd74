package org.ashlar.ptx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// An entry as one list of instructions: blocks opened, calls inlined, every name its own.
///
/// The last instruction always ends the thread. Parameters of inlined calls are registers, or local
/// variables where they are used as memory.
///
/// @param registers the type of every register that the instructions name
/// @param variables shared, local and other variables of the body; those of the module stand in the
///   module
/// @param labels the index of the instruction that a label stands before
/// @param nounroll the instructions that a pragma `nounroll` stands before
public record Entry(
    PtxModule module,
    String name,
    List<Variable> parameters,
    List<Directive> directives,
    Map<String, Type> registers,
    List<Variable> variables,
    List<Instruction> instructions,
    Map<String, Integer> labels,
    Set<Integer> nounroll) {
  /// Keeps copies, in order.
  public Entry {
    parameters = List.copyOf(parameters);
    directives = List.copyOf(directives);
    registers = Collections.unmodifiableMap(new LinkedHashMap<>(registers));
    variables = List.copyOf(variables);
    instructions = List.copyOf(instructions);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    nounroll = Set.copyOf(nounroll);
  }

  /// The flat form of an entry of the module.
  public static Entry of(PtxModule module, String name) {
    var routine =
        module
            .routine(name)
            .filter(r -> r.entry() && r.body().isPresent())
            .orElseThrow(() ->
                new PtxError(
                    module.file(),
                    new Position(1, 1),
                    "entry "
                        + name
                        + ": the module must define it: it has "
                        + String.join(
                            ", ", module.entries().stream().map(Routine::name).toList())));
    return new Flattener(module, routine).entry();
  }

  /// All entries of a module that have a body.
  public static List<Entry> all(PtxModule module) {
    return module.entries().stream().map(r -> new Flattener(module, r).entry()).toList();
  }

  /// A variable or parameter by its name: of the body, of the entry, of the module.
  public Optional<Variable> variable(String of) {
    return variables.stream()
        .filter(v -> v.name().equals(of))
        .findFirst()
        .or(() -> parameters.stream().filter(v -> v.name().equals(of)).findFirst())
        .or(() -> module.variables().stream().filter(v -> v.name().equals(of)).findFirst());
  }

  /// The same program as a routine of its own, to be printed.
  public Routine routine() {
    var body = new java.util.ArrayList<Statement>();
    registers.forEach((register, type) ->
        body.add(
            new Statement.Registers(
                type, List.of(new Statement.Names(register, 0)), Position.NONE)));
    variables.forEach(v -> body.add(new Statement.Declaration(v)));
    for (int i = 0; i <= instructions.size(); i++) {
      if (nounroll.contains(i)) {
        body.add(new Statement.Pragma("nounroll", Position.NONE));
      }
      for (var label : labels.entrySet()) {
        if (label.getValue() == i) {
          body.add(new Statement.Label(label.getKey(), Position.NONE));
        }
      }
      if (i < instructions.size()) {
        body.add(instructions.get(i));
      }
    }
    return new Routine(
        Linkage.VISIBLE,
        true,
        name,
        List.of(),
        parameters,
        directives,
        Optional.of(body),
        Position.NONE);
  }

  /// The values of a directive, where it is there.
  public Optional<List<Integer>> directive(String of) {
    return directives.stream().filter(d -> d.name().equals(of)).map(Directive::values).findFirst();
  }

  /// The index that a branch goes to.
  public int target(Instruction branch) {
    return branch.operands().getFirst() instanceof Operand.Target(var label)
        ? Objects.requireNonNull(labels.get(label))
        : -1;
  }

  /// The shared variables that the instructions can name: of the body and of the module.
  public List<Variable> shared() {
    return java.util.stream.Stream.concat(module.variables().stream(), variables.stream())
        .filter(v -> v.space() == Space.SHARED)
        .toList();
  }

  /// The bytes of shared memory that every block has, without what a launch adds.
  public long sharedBytes() {
    return place(Space.SHARED).values().stream()
        .mapToLong(p -> p.offset() + p.variable().bytes())
        .max()
        .orElse(0);
  }

  /// A variable and where it begins in its space.
  public record Place(Variable variable, long offset) {}

  /// Where variables of a space begin, in order of declaration, those of unknown size all at the
  /// end.
  public Map<String, Place> place(Space space) {
    var list =
        java.util.stream.Stream.concat(module.variables().stream(), variables.stream())
            .filter(v -> v.space() == space)
            .filter(v -> space != Space.SHARED || used(v))
            .toList();
    var places = new LinkedHashMap<String, Place>();
    long at = 0;
    for (var variable : list) {
      if (!variable.open()) {
        long offset = Math.ceilDiv(at, variable.alignment()) * variable.alignment();
        places.put(variable.name(), new Place(variable, offset));
        at = offset + variable.bytes();
      }
    }
    long end = at;
    list.stream()
        .filter(Variable::open)
        .forEach(v ->
            places.put(v.name(), new Place(v, Math.ceilDiv(end, v.alignment()) * v.alignment())));
    return places;
  }

  private boolean used(Variable variable) {
    return instructions.stream()
        .flatMap(i -> i.operands().stream())
        .anyMatch(o ->
            o instanceof Operand.Symbol(var of, _) && of.equals(variable.name())
                || o instanceof Operand.Address(Operand.Symbol(var base, _), _)
                    && base.equals(variable.name()));
  }
}
