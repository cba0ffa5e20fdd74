package org.ashlar.commands.look;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Request;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Requirement;
import org.ashlar.ir.Specialise;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.Walk;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Importer;
import org.ashlar.session.Ashlar;

/// What a program needs, held against what is here, before anything of it runs.
///
/// @param operators each with who provides it and who else is known to have it
/// @param dtypes each with the devices that take it
/// @param placement where each operator would run, and what was refused; empty where something is
///   missing
/// @param wrong why it does not compile all the same
record ProgramNeeds(
    String name,
    List<Need> operators,
    Map<DType, List<String>> dtypes,
    List<String> placement,
    Optional<String> wrong) {

  /// An operator of the program.
  ///
  /// @param provided who provides it now, the best first
  /// @param known who has it by its manifest and does not provide it now
  record Need(Requirement requirement, List<String> provided, List<String> known) {
    boolean isMissing() {
      return provided.isEmpty();
    }
  }

  /// Where a size is known at launch only: it is tried with this number.
  private static final long SIZE = 8;

  private static final String REFERENCE = "reference";

  /// Reads a program: a file in any format that is known here or with a function's text, or an
  /// expression.
  static Optional<Function> read(Ashlar ashlar, String what) {
    var file = Path.of(what.contains("(") ? "" : what);
    if (!what.contains("(") && Files.isRegularFile(file)) {
      var importer =
          ashlar.registry().find(Importer.class).stream()
              .map(p -> p.service())
              .filter(i -> i.accepts(file) && !isText(file))
              .findFirst();
      return Optional.of(
          importer
              .map(i -> i.read(file, vocabulary(ashlar)).function())
              .orElseGet(() -> ashlar.compiler().parse(text(file))));
    }
    if (what.strip().startsWith("function ")) {
      return Optional.of(ashlar.compiler().parse(what));
    }
    return what.contains("(")
        ? Optional.of(ashlar.compiler().parse(Expression.function(what)))
        : Optional.empty();
  }

  static ProgramNeeds of(Ashlar ashlar, Function function, Holders holders) {
    var needs = Requirement.of(function).stream().map(need -> need(ashlar, need, holders)).toList();
    var placement = new ArrayList<String>();
    Optional<String> wrong = Optional.empty();
    if (needs.stream().noneMatch(Need::isMissing)) {
      wrong = placed(ashlar, function, placement);
    }
    return new ProgramNeeds(
        function.name(), needs, dtypes(ashlar, function), List.copyOf(placement), wrong);
  }

  boolean isMet() {
    return operators.stream().noneMatch(Need::isMissing)
        && dtypes.values().stream().noneMatch(List::isEmpty)
        && wrong.isEmpty();
  }

  private static Need need(Ashlar ashlar, Requirement requirement, Holders holders) {
    var provided =
        ashlar.registry().find(Operator.class).stream()
            .filter(p -> p.service().id().equals(requirement.id()))
            .map(p -> p.label())
            .toList();
    var known = new ArrayList<String>();
    for (var holder : holders.of(requirement)) {
      if (!provided.contains(holder.label())) {
        known.add(holder.toString());
      }
    }
    if (known.isEmpty() && provided.isEmpty()) {
      ashlar
          .compiler()
          .lastProvider(requirement.id())
          .ifPresent(label -> known.add(label + " (was here, and left)"));
    }
    return new Need(requirement, provided, known);
  }

  private static Map<DType, List<String>> dtypes(Ashlar ashlar, Function function) {
    var used = new TreeSet<DType>();
    var values = new ArrayList<>(function.inputs());
    values.addAll(Walk.order(function.outputs()));
    for (var value : values) {
      if (value.type() instanceof TensorType(var dtype, _)) {
        used.add(dtype);
      }
    }
    var devices = new LinkedHashMap<DType, List<String>>();
    for (var dtype : used) {
      devices.put(
          dtype,
          ashlar.registry().find(Backend.class).stream()
              .flatMap(p -> p.service().targets().stream())
              .filter(target -> target.dtypes().contains(dtype))
              .map(Target::name)
              .distinct()
              .toList());
    }
    return devices;
  }

  /// Compiles the program, and runs nothing of it.
  ///
  /// @return why it cannot be
  private static Optional<String> placed(Ashlar ashlar, Function function, List<String> placement) {
    try {
      var numbers = new HashMap<String, Long>();
      Specialise.sizes(function)
          .forEach(size -> numbers.put(size.name(), Math.clamp(SIZE, size.min(), size.max())));
      var constant = numbers.isEmpty() ? function : Specialise.apply(function, numbers);
      var request = new Request(constant, Set.of(), Map.of(), Optional.empty(), true);
      ashlar.compiler().explain(request).stages().stream()
          .filter(stage -> stage.name().startsWith("placement"))
          .flatMap(stage -> stage.text().lines())
          .distinct()
          .forEach(placement::add);
      return Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// One line a finding: what is missing first.
  List<String> lines() {
    var lines = new ArrayList<String>();
    var missing = operators.stream().filter(Need::isMissing).toList();
    lines.add(
        "program "
            + name
            + " needs "
            + operators.size()
            + (operators.size() == 1 ? " operator: " : " operators: ")
            + (missing.isEmpty() ? "all are here" : missing.size() + " missing"));
    for (var need : missing) {
      lines.add(
          "missing "
              + told(need.requirement())
              + ": "
              + (need.known().isEmpty()
                  ? "no known bundle has it"
                  : "in " + String.join(", ", need.known())));
    }
    dtypes.forEach((dtype, devices) -> {
      if (devices.isEmpty()) {
        lines.add("dtype " + dtype + ": no device present takes it");
      } else if (devices.equals(List.of(REFERENCE))) {
        lines.add("dtype " + dtype + ": only the reference takes it, slowly");
      }
    });
    wrong.ifPresent(why -> lines.add("does not compile: " + why));
    for (var need : operators) {
      if (!need.isMissing()) {
        lines.add(told(need.requirement()) + ": " + String.join(", ", need.provided()));
      }
    }
    placement.forEach(line -> lines.add("on " + line));
    return lines;
  }

  private static String told(Requirement requirement) {
    return requirement.id()
        + requirement.dtypes().stream()
            .sorted()
            .map(DType::toString)
            .collect(Collectors.joining(", ", " (", ")"))
            .replace(" ()", "");
  }

  /// For people's programs.
  Map<String, Object> json() {
    var found = new LinkedHashMap<String, Object>();
    found.put("name", name);
    found.put("kind", "program");
    found.put("present", isMet());
    found.put(
        "operators",
        operators.stream()
            .map(need ->
                Map.of(
                    "operator",
                    need.requirement().id().toString(),
                    "dtypes",
                    need.requirement().dtypes().stream().sorted().map(DType::toString).toList(),
                    "requires",
                    need.requirement().filter(),
                    "missing",
                    need.isMissing(),
                    "provided",
                    need.provided(),
                    "known",
                    need.known()))
            .toList());
    found.put(
        "dtypes",
        dtypes.entrySet().stream()
            .map(e -> Map.of("dtype", e.getKey().toString(), "devices", e.getValue()))
            .toList());
    found.put("placement", placement);
    found.put("reasons", lines());
    return found;
  }

  private static Vocabulary vocabulary(Ashlar ashlar) {
    return Vocabulary.of(
        ashlar.registry().find(Operator.class).stream().map(p -> p.service()).toList());
  }

  /// Whether a file is a function's text, whatever its name.
  private static boolean isText(Path file) {
    var begin = "function ".getBytes(StandardCharsets.US_ASCII);
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(begin, in.readNBytes(begin.length));
    } catch (IOException e) {
      throw new UncheckedIOException("why: " + file + ": " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("why: " + file + ": " + e.getMessage(), e);
    }
  }
}
