package org.ashlar.ptx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table of all instructions in the subset, read from `forms.txt`, and of what lies outside and
/// why.
public final class Forms {
  private static final Forms STANDARD = new Forms();

  private final Map<String, List<String>> sets = new HashMap<>();
  private final Map<String, List<Form>> forms = new LinkedHashMap<>();
  private final Map<String, String> outside = new LinkedHashMap<>();

  private Forms() {
    for (var line : lines("forms.txt")) {
      if (line.startsWith("=")) {
        var words = line.split("\\s+");
        sets.put(words[1], Arrays.stream(words[2].split("/")).toList());
      } else {
        row(line);
      }
    }
    for (var line : lines("outside.txt")) {
      int space = line.indexOf(' ');
      outside.put(line.substring(0, space), line.substring(space + 1));
    }
  }

  /// The table.
  public static Forms standard() {
    return STANDARD;
  }

  private static List<String> lines(String name) {
    try (var in = Forms.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("forms: the bundle must hold " + name + ": it does not");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(l -> !l.isEmpty() && !l.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A row stands under each of its opcodes, once for each choice of the operands that may be left
  /// out.
  private void row(String line) {
    var words = line.split("\\s+");
    var parts = Arrays.stream(words[2].split("\\.")).map(this::part).toList();
    var operands = Arrays.asList(words).subList(3, words.length);
    var text = String.join(" ", Arrays.asList(words).subList(2, words.length));
    for (var choice : choices(operands)) {
      var rules = choice.stream().map(OperandRule::of).toList();
      var form = new Form(words[0].charAt(0), Integer.parseInt(words[1]), parts, rules, text);
      for (var opcode : parts.getFirst().words()) {
        forms.computeIfAbsent(opcode, _ -> new ArrayList<>()).add(form);
      }
    }
  }

  private Form.Part part(String text) {
    boolean optional = text.endsWith("?");
    var words = new ArrayList<String>();
    for (var word : (optional ? text.substring(0, text.length() - 1) : text).split("/")) {
      words.addAll(sets.getOrDefault(word, List.of(word)));
    }
    return new Form.Part(words, optional);
  }

  private static List<List<String>> choices(List<String> operands) {
    List<List<String>> all = List.of(List.of());
    for (var operand : operands) {
      var next = new ArrayList<List<String>>();
      // `d|q?` leaves out its second result only, which its rule knows.
      boolean optional = operand.endsWith("?") && !operand.endsWith("|q?");
      var word = optional ? operand.substring(0, operand.length() - 1) : operand;
      for (var before : all) {
        var longer = new ArrayList<>(before);
        longer.add(word);
        next.add(longer);
        if (optional) {
          next.add(before);
        }
      }
      all = next;
    }
    return all;
  }

  /// All forms; those of several opcodes once.
  public List<Form> all() {
    return forms.values().stream().flatMap(List::stream).distinct().toList();
  }

  /// The forms of an opcode.
  List<Form> of(String opcode) {
    return Collections.unmodifiableList(forms.getOrDefault(opcode, List.of()));
  }

  /// The form of an instruction that keeps all rules of spelling and operands' kinds.
  public Optional<Form> find(Instruction instruction) {
    var candidates = of(instruction.opcode());
    Optional<Form> first = Optional.empty();
    for (var form : candidates) {
      if (form.rules().size() == instruction.operands().size() && form.spells(instruction)) {
        if (OperandCheck.shapes(form, instruction)) {
          return Optional.of(form);
        }
        first = first.isEmpty() ? Optional.of(form) : first;
      }
    }
    return first;
  }

  /// The form of an instruction of a verified text.
  public Form form(Instruction instruction) {
    return find(instruction)
        .orElseThrow(() ->
            new IllegalArgumentException(
                instruction.spelling()
                    + ": it must be in the subset: verify the text to see why it is not"));
  }

  /// What an opcode outside the subset belongs to, where that is known.
  Optional<String> outside(Instruction instruction) {
    var spelling = instruction.spelling() + ".";
    return outside.entrySet().stream()
        .filter(e -> spelling.startsWith(e.getKey() + "."))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
