package org.ashlar.ptx;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes a module as text that `ptxas` accepts and the parser reads to the same records, places in
/// the text apart.
public final class Printer {
  private final StringBuilder out = new StringBuilder();
  private Optional<Source> source = Optional.empty();

  private Printer() {}

  /// The text of a module.
  public static String print(PtxModule module) {
    var printer = new Printer();
    printer.module(module);
    return printer.out.toString();
  }

  /// The text of a routine.
  public static String print(Routine routine) {
    var printer = new Printer();
    printer.routine(routine);
    return printer.out.toString();
  }

  private void module(PtxModule module) {
    line(0, ".version " + module.major() + "." + module.minor());
    line(0, ".target " + String.join(", ", module.target()));
    line(0, ".address_size " + module.addressSize());
    for (var file : module.files()) {
      line(0, ".file " + file.index() + " \"" + file.name() + "\"");
    }
    for (var variable : module.variables()) {
      line(0, text(variable) + ";");
    }
    module.routines().forEach(this::routine);
  }

  private void routine(Routine routine) {
    source = Optional.empty();
    out.append('\n')
        .append(routine.linkage().text())
        .append(routine.entry() ? ".entry " : ".func ");
    if (!routine.results().isEmpty()) {
      out.append('(').append(list(routine.results())).append(") ");
    }
    out.append(routine.name());
    if (routine.parameters().isEmpty()) {
      out.append("()");
    } else {
      out.append("(\n    ")
          .append(
              routine.parameters().stream()
                  .map(Printer::text)
                  .collect(Collectors.joining(",\n    ")))
          .append("\n)");
    }
    for (var directive : routine.directives()) {
      var values =
          directive.values().stream().map(String::valueOf).collect(Collectors.joining(", "));
      out.append("\n.").append(directive.name()).append(values.isEmpty() ? "" : " ").append(values);
    }
    if (routine.body().isEmpty()) {
      line(0, ";");
      return;
    }
    line(0, "\n{");
    statements(routine.body().get(), 1);
    line(0, "}");
  }

  private void statements(List<Statement> statements, int depth) {
    for (var statement : statements) {
      switch (statement) {
        case Instruction instruction -> {
          loc(instruction.source(), depth);
          line(depth, instruction.toString());
        }
        case Statement.Label(var name, _) -> line(0, name + ":");
        case Statement.Registers(var type, var names, _) ->
            line(
                depth,
                ".reg ."
                    + type.text()
                    + " "
                    + names.stream()
                        .map(n -> n.count() > 0 ? n.name() + "<" + n.count() + ">" : n.name())
                        .collect(Collectors.joining(", "))
                    + ";");
        case Statement.Declaration(var variable) -> line(depth, text(variable) + ";");
        case Statement.Pragma(var text, _) -> line(depth, ".pragma \"" + text + "\";");
        case Statement.Block(var inner, _) -> {
          line(depth, "{");
          statements(inner, depth + 1);
          line(depth, "}");
        }
      }
    }
  }

  /// Says where an instruction comes from when that is another place than the last one's.
  private void loc(Optional<Source> of, int depth) {
    if (of.isPresent() && !of.equals(source)) {
      source = of;
      line(depth, ".loc " + of.get().file() + " " + of.get().line() + " " + of.get().column());
    }
  }

  private void line(int depth, String text) {
    out.repeat("  ", depth).append(text).append('\n');
  }

  private static String list(List<Variable> variables) {
    return variables.stream().map(Printer::text).collect(Collectors.joining(", "));
  }

  /// A declaration without its semicolon.
  static String text(Variable variable) {
    var text =
        new StringBuilder(variable.linkage().text()).append('.').append(variable.space().text());
    if (variable.space() != Space.PARAM && variable.align() > 0) {
      text.append(" .align ").append(variable.align());
    }
    if (variable.vector() > 1) {
      text.append(" .v").append(variable.vector());
    }
    // Parameters that point say their type first, others their alignment.
    if (variable.space() == Space.PARAM && variable.align() > 0) {
      text.append(" .align ").append(variable.align());
    }
    text.append(" .").append(variable.type().text());
    variable
        .pointer()
        .ifPresent(p -> {
          text.append(" .ptr");
          if (p.space() != Space.GENERIC) {
            text.append(" .").append(p.space().text());
          }
          if (p.align() > 0) {
            text.append(" .align ").append(p.align());
          }
        });
    text.append(' ').append(variable.name());
    for (long size : variable.sizes()) {
      text.append('[').append(size < 0 ? "" : String.valueOf(size)).append(']');
    }
    variable.initial().ifPresent(i -> text.append(" = ").append(text(i)));
    return text.toString();
  }

  /// An operand as it stands in the text.
  static String text(Operand operand) {
    return switch (operand) {
      case Operand.Register(var name) -> name;
      case Operand.Special(var name) -> name;
      case Operand.Whole(long value) -> String.valueOf(value);
      case Operand.Single(int bits) -> "0f%08X".formatted(bits);
      case Operand.Double(long bits) -> "0d%016X".formatted(bits);
      case Operand.Symbol(var name, long offset) -> name + offset(offset);
      case Operand.Generic(var name) -> "generic(" + name + ")";
      case Operand.Target(var label) -> label;
      case Operand.Address(var base, long offset) -> "[" + text(base) + offset(offset) + "]";
      case Operand.Vector(var elements) -> "{" + joined(elements) + "}";
      case Operand.Arguments(var elements) -> "(" + joined(elements) + ")";
      case Operand.Pair(var first, var second) -> text(first) + "|" + text(second);
      case Operand.Not(var predicate) -> "!" + text(predicate);
      case Operand.Sink() -> "_";
    };
  }

  private static String joined(List<Operand> operands) {
    return operands.stream().map(Printer::text).collect(Collectors.joining(", "));
  }

  private static String offset(long offset) {
    return offset == 0 ? "" : "+" + offset;
  }
}
