package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Checks a module against the table of instructions and the rules of declarations; says all that
/// is wrong.
///
/// Entries are looked at with their calls inlined; functions that nobody calls on their own.
/// Messages name file, line, column, what is wrong, the rule and the facts.
public final class Verifier {
  private static final Set<String> DIRECTIVES =
      Set.of("maxntid", "reqntid", "minnctapersm", "maxnctapersm", "maxnreg", "noreturn");

  private final PtxModule module;
  private final List<PtxError> errors = new ArrayList<>();
  private final Set<String> said = new HashSet<>();

  private Verifier(PtxModule module) {
    this.module = module;
  }

  /// All that is wrong, in the order of the text; nothing for a module in the subset.
  public static List<PtxError> verify(PtxModule module) {
    var verifier = new Verifier(module);
    verifier.module();
    verifier.errors.sort(
        java.util.Comparator.comparingInt((PtxError e) -> e.position().line())
            .thenComparingInt(e -> e.position().column()));
    return List.copyOf(verifier.errors);
  }

  /// The module itself if nothing is wrong; throws the first error otherwise.
  public static PtxModule verified(PtxModule module) {
    verify(module).stream()
        .findFirst()
        .ifPresent(e -> {
          throw e;
        });
    return module;
  }

  private void module() {
    if (module.machine() < 70) {
      say(
          new Position(1, 1),
          ".target: it must name a machine from sm_70: found "
              + String.join(", ", module.target()));
    }
    var names = new HashSet<String>();
    for (var variable : module.variables()) {
      variable(variable);
      if (!names.add(variable.name()) && variable.linkage() != Linkage.EXTERN) {
        say(
            variable.position(),
            variable.name() + ": a name must be declared once: it is declared again");
      }
    }
    var called = new HashSet<String>();
    for (var routine : module.routines()) {
      routine.parameters().forEach(this::variable);
      for (var directive : routine.directives()) {
        directive(routine, directive);
      }
      if (routine.entry() && routine.body().isPresent()) {
        body(routine, called);
      }
    }
    for (var routine : module.routines()) {
      if (!routine.entry() && routine.body().isPresent() && !called.contains(routine.name())) {
        body(routine, called);
      }
    }
  }

  private void body(Routine routine, Set<String> called) {
    try {
      var flattener = new Flattener(module, routine);
      var entry = flattener.entry();
      called.addAll(flattener.inlined());
      entry.variables().forEach(this::variable);
      entry.instructions().forEach(i -> instruction(entry, i));
    } catch (PtxError e) {
      if (said.add(e.getMessage())) {
        errors.add(e);
      }
    }
  }

  private void directive(Routine routine, Directive directive) {
    if (!DIRECTIVES.contains(directive.name())) {
      say(
          routine.position(),
          "."
              + directive.name()
              + " of "
              + routine.name()
              + ": directives of the subset may stand here: "
              + new TreeSet<>(DIRECTIVES)
                  .stream().map(d -> "." + d).collect(Collectors.joining(", ")));
    }
    long threads =
        directive.values().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (directive.name().endsWith("ntid")
        && (threads > 1024 || threads < 1 || directive.values().size() > 3)) {
      say(
          routine.position(),
          "."
              + directive.name()
              + " of "
              + routine.name()
              + ": a block has 1 to 1024 threads in up to 3 dimensions: found "
              + directive.values());
    }
  }

  private void variable(Variable variable) {
    var name = variable.name();
    if (variable.align() > 0 && Integer.bitCount(variable.align()) != 1) {
      say(variable.position(), name + ": .align must be a power of two: found " + variable.align());
    }
    if (variable.space() != Space.REG
        && (variable.type() == Type.PRED || variable.type().bits() < 8)) {
      say(
          variable.position(),
          name + ": memory holds types of at least 8 bits: found " + variable.type().text());
    }
    if (variable.sizes().stream().skip(1).anyMatch(s -> s < 0)
        || variable.sizes().contains(0L) && variable.linkage() != Linkage.EXTERN) {
      say(
          variable.position(),
          name + ": sizes must be above 0, the first may be open: found " + variable.sizes());
    }
    if (variable.open() && variable.linkage() != Linkage.EXTERN) {
      say(
          variable.position(),
          name + ": only .extern variables leave their size to the launch: it is not .extern");
    }
    if (variable.initial().isPresent()
        && variable.space() != Space.GLOBAL
        && variable.space() != Space.CONST) {
      say(
          variable.position(),
          name
              + ": only .global and .const variables have initial values: it is ."
              + variable.space().text());
    }
    if (variable.initial().isPresent() && values(variable.initial().get()) > variable.elements()) {
      say(
          variable.position(),
          name
              + ": initial values must fit: found %d for %d elements"
                  .formatted(values(variable.initial().get()), variable.elements()));
    }
  }

  private static long values(Operand initial) {
    return initial instanceof Operand.Vector(var elements)
        ? elements.stream().mapToLong(Verifier::values).sum()
        : 1;
  }

  private void instruction(Entry entry, Instruction instruction) {
    instruction
        .guard()
        .filter(g -> entry.registers().get(g.predicate()) != Type.PRED)
        .ifPresent(g ->
            say(
                instruction.position(),
                g
                    + ": a guard must be a predicate: "
                    + g.predicate()
                    + " is of type "
                    + Objects.requireNonNull(entry.registers().get(g.predicate())).text()));
    var spelled =
        Forms.standard().of(instruction.opcode()).stream()
            .filter(f -> f.spells(instruction))
            .toList();
    if (spelled.isEmpty()) {
      unknown(instruction);
      return;
    }
    var counted =
        spelled.stream().filter(f -> f.rules().size() == instruction.operands().size()).toList();
    if (counted.isEmpty()) {
      var counts =
          new TreeSet<>(spelled.stream().map(f -> f.rules().size()).toList())
              .stream().map(String::valueOf).collect(Collectors.joining(" or "));
      say(
          instruction.position(),
          "%s: it takes %s operands: found %d"
              .formatted(instruction.spelling(), counts, instruction.operands().size()));
      return;
    }
    var form = Forms.standard().find(instruction).orElse(counted.getFirst());
    new OperandCheck(entry.registers(), instruction)
        .problem(form)
        .ifPresent(p -> say(instruction.position(), instruction.spelling() + ": " + p));
    if (form.machine() > module.machine()) {
      say(
          instruction.position(),
          "%s: machines from sm_%d have it: the target is sm_%d"
              .formatted(instruction.spelling(), form.machine(), module.machine()));
    }
    symbols(entry, instruction);
  }

  /// Names of variables must be declared, and lie where the instruction looks.
  private void symbols(Entry entry, Instruction instruction) {
    for (var operand : instruction.operands()) {
      if (operand instanceof Operand.Symbol(var name, _)) {
        if (entry.variable(name).isEmpty()) {
          say(
              instruction.position(),
              instruction.spelling() + ": a variable must be declared: " + name + " is not");
        }
      } else if (operand instanceof Operand.Address(Operand.Symbol(var name, _), _)) {
        var variable = entry.variable(name);
        if (variable.isEmpty()) {
          say(
              instruction.position(),
              instruction.spelling() + ": a variable must be declared: " + name + " is not");
        } else if (!spaces(instruction).contains(variable.get().space())) {
          say(
              instruction.position(),
              "%s: the variable must be of the instruction's space: %s is .%s"
                  .formatted(instruction.spelling(), name, variable.get().space().text()));
        }
      }
    }
  }

  /// The spaces that a name may be of: those that the spelling says, any that has generic addresses
  /// where it says none.
  private static Set<Space> spaces(Instruction instruction) {
    var spaces =
        instruction.suffixes().stream()
            .flatMap(s -> Space.of(s).stream())
            .collect(Collectors.toSet());
    if (instruction.opcode().equals("ldmatrix")) {
      return Set.of(Space.SHARED);
    }
    return spaces.isEmpty() ? Set.of(Space.GLOBAL, Space.SHARED, Space.LOCAL, Space.CONST) : spaces;
  }

  private void unknown(Instruction instruction) {
    var outside = Forms.standard().outside(instruction);
    if (outside.isPresent()) {
      say(
          instruction.position(),
          instruction.spelling() + ": it is outside the subset: it belongs to " + outside.get());
      return;
    }
    var forms = Forms.standard().of(instruction.opcode());
    if (forms.isEmpty()) {
      say(
          instruction.position(),
          instruction.spelling()
              + ": an instruction of the subset must stand here: no opcode is "
              + instruction.opcode());
      return;
    }
    var words = forms.stream().flatMap(f -> f.words().stream()).collect(Collectors.toSet());
    var strange = instruction.suffixes().stream().filter(s -> !words.contains(s)).findFirst();
    say(
        instruction.position(),
        instruction.spelling()
            + ": it must be spelled as a form of the subset: "
            + strange
                .map(s -> "." + s + " is in none of " + instruction.opcode())
                .orElseGet(() ->
                    "the forms are "
                        + forms.stream()
                            .map(f -> f.text().split(" ")[0])
                            .distinct()
                            .collect(Collectors.joining(", "))));
  }

  private void say(Position position, String message) {
    var error = new PtxError(module.file(), position, message);
    if (said.add(error.getMessage())) {
      errors.add(error);
    }
  }
}
