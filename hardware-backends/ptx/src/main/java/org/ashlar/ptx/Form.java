package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// One row of the table of instructions: spellings that take the same operands.
///
/// It says which operands are written and which are read, so that nothing else has to know.
public final class Form {
  private final char tier;
  private final int machine;
  private final List<Part> parts;
  private final List<OperandRule> rules;
  private final String text;
  private final Pattern spelling;

  /// A part of the spelling: one of some words, or none.
  record Part(List<String> words, boolean optional) {
    String pattern(boolean first) {
      var alternatives =
          "(?:" + String.join("|", words.stream().map(Pattern::quote).toList()) + ")";
      return first
          ? alternatives
          : optional ? "(?:\\." + alternatives + ")?" : "\\." + alternatives;
    }
  }

  Form(char tier, int machine, List<Part> parts, List<OperandRule> rules, String text) {
    this.tier = tier;
    this.machine = machine;
    this.parts = List.copyOf(parts);
    this.rules = List.copyOf(rules);
    this.text = text;
    var pattern = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      pattern.append(parts.get(i).pattern(i == 0));
    }
    this.spelling = Pattern.compile(pattern.toString());
  }

  /// The part of the subset: A core, B warps and atomics, C bits and integers, D tensor cores, E
  /// asynchronous copies.
  public char tier() {
    return tier;
  }

  /// The number of the first machine that has it: 80 for `sm_80`.
  public int machine() {
    return machine;
  }

  /// The spellings and operands as the table writes them.
  public String text() {
    return text;
  }

  List<Part> parts() {
    return parts;
  }

  List<OperandRule> rules() {
    return rules;
  }

  boolean spells(Instruction instruction) {
    return spelling.matcher(instruction.spelling()).matches();
  }

  /// The registers that an instruction of this form writes, in order.
  public List<String> writes(Instruction instruction) {
    var names = new ArrayList<String>();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).role().written()) {
        registers(instruction.operands().get(i), names);
      }
    }
    return names;
  }

  /// The registers that it reads, its guard first.
  public List<String> reads(Instruction instruction) {
    var names = new ArrayList<String>();
    instruction.guard().ifPresent(g -> names.add(g.predicate()));
    for (int i = 0; i < rules.size(); i++) {
      if (!rules.get(i).role().written()) {
        registers(instruction.operands().get(i), names);
      }
    }
    return names;
  }

  /// The type that operand `i` has.
  public Type type(Instruction instruction, int i) {
    return rules.get(i).type(instruction);
  }

  private static void registers(Operand operand, List<String> names) {
    switch (operand) {
      case Operand.Register(var name) -> names.add(name);
      case Operand.Address(var base, _) -> registers(base, names);
      case Operand.Vector(var elements) -> elements.forEach(e -> registers(e, names));
      case Operand.Arguments(var elements) -> elements.forEach(e -> registers(e, names));
      case Operand.Pair(var first, var second) -> {
        registers(first, names);
        registers(second, names);
      }
      case Operand.Not(var predicate) -> registers(predicate, names);
      case Operand.Special _,
          Operand.Whole _,
          Operand.Single _,
          Operand.Double _,
          Operand.Symbol _,
          Operand.Generic _,
          Operand.Target _,
          Operand.Sink _ -> {}
    }
  }

  /// All words that the spellings hold.
  TreeSet<String> words() {
    var words = new TreeSet<String>();
    parts.forEach(p -> words.addAll(p.words()));
    return words;
  }

  @Override
  public String toString() {
    return text;
  }
}
