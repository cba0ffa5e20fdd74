package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ashlar.backend.Device;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Specialise;
import org.ashlar.ir.TensorData;

/// A program with calls of the host between its compiled parts. Where these bring sizes in, the
/// rest is compiled for the numbers that come out.
///
/// @param function the function that was cut
/// @param steps one a call of the seam
/// @param specimen the rest: for every run, or as it is for some numbers where it depends on them
/// @param specimenNumbers those numbers
record Seamed(
    Request request,
    Function function,
    Seam seam,
    Optional<Program> before,
    List<HostStep> steps,
    Optional<Program> specimen,
    Map<String, Long> specimenNumbers,
    Settings settings,
    Compile compile)
    implements Program {

  /// Compiles a part.
  @FunctionalInterface
  interface Compile {
    Program program(Request request);
  }

  /// Where the rest depends on numbers: it is shown and checked for these.
  private static final long SPECIMEN = 8;

  static Seamed of(
      Request request, Function function, Seam seam, Settings settings, Compile compile) {
    var before = seam.before().map(f -> compile.program(part(request, f)));
    var steps = seam.calls().stream().map(call -> step(request, call, compile)).toList();
    var numbers = new TreeMap<String, Long>();
    for (var call : seam.calls()) {
      call.sizes()
          .forEach((name, size) -> numbers.put(name, Math.clamp(SPECIMEN, size.min(), size.max())));
    }
    var made =
        new Seamed(
            request, function, seam, before, steps, Optional.empty(), Map.of(), settings, compile);
    return new Seamed(
        request,
        function,
        seam,
        before,
        steps,
        made.specimen(numbers),
        Map.copyOf(numbers),
        settings,
        compile);
  }

  private static HostStep step(Request request, Seam.Call call, Compile compile) {
    return switch (Unfold.meaning(call.value())) {
      case Meaning.Opaque(_, var reference) -> new HostStep.Known(call.value(), reference);
      case Meaning.Chosen(var then, var otherwise) ->
          new HostStep.Choice(
              call.value(),
              compile.program(part(request, then)),
              compile.program(part(request, otherwise)));
      case Meaning.Repeated r ->
          new HostStep.Steps(call.value(), r, compile.program(part(request, r.body())));
      case Meaning m ->
          throw new IllegalArgumentException(
              call.value().op().name()
                  + ": brings in the sizes "
                  + call.sizes().keySet()
                  + ", which only a host function can: its meaning is "
                  + m.getClass().getSimpleName());
    };
  }

  /// The rest for numbers that may not fit it: then there is none.
  private Optional<Program> specimen(Map<String, Long> numbers) {
    if (seam.after().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(rest(numbers));
    } catch (IllegalArgumentException e) {
      if (numbers.isEmpty()) {
        throw e;
      }
      settings.tell(
          1, function.name() + ": the rest is no program for " + numbers + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /// The rest for numbers of the sizes that the calls bring in.
  ///
  /// @throws IllegalArgumentException when the function is none for these numbers
  Program rest(Map<String, Long> numbers) {
    if (specimen.isPresent() && specimenNumbers.equals(numbers)) {
      return specimen.get();
    }
    return compile.program(part(request, Specialise.apply(seam.after().orElseThrow(), numbers)));
  }

  /// A part keeps the variables that no run changes; the others go in and out as tensors.
  private static Request part(Request request, Function function) {
    var kept = new HashSet<>(request.variables());
    kept.removeAll(request.updates().values());
    kept.retainAll(function.inputNames());
    return new Request(
        function,
        kept,
        Map.of(),
        request.device(),
        request.fallback(),
        request.derivedBy(),
        request.precision());
  }

  /// The programs that it is made of.
  List<Program> pieces() {
    return Stream.of(
            before.stream(), steps.stream().flatMap(s -> s.nested().stream()), specimen.stream())
        .flatMap(s -> s)
        .toList();
  }

  @Override
  public boolean isCut() {
    return true;
  }

  @Override
  public List<Part> parts() {
    var parts = new ArrayList<>(fixedParts());
    specimen.ifPresent(p -> parts.addAll(p.parts()));
    return parts;
  }

  /// Those that are the same for every run: all but the rest.
  List<Part> fixedParts() {
    var parts = new ArrayList<Part>();
    before.ifPresent(p -> parts.addAll(p.parts()));
    parts.add(
        Host.part(
            function.name(), seam.calls().stream().map(call -> call.value().op().name()).toList()));
    steps.forEach(s -> s.nested().forEach(p -> parts.addAll(p.parts())));
    return parts;
  }

  @Override
  public Map<String, String> versions() {
    var versions = new TreeMap<String, String>();
    pieces().forEach(p -> versions.putAll(p.versions()));
    return versions;
  }

  @Override
  public long peakBytes() {
    return pieces().stream().mapToLong(Program::peakBytes).sum();
  }

  @Override
  public long naiveBytes() {
    return pieces().stream().mapToLong(Program::naiveBytes).sum();
  }

  @Override
  public long standingBytes() {
    return pieces().stream().mapToLong(Program::standingBytes).sum();
  }

  @Override
  public Instance open(
      java.util.function.Function<Part, Device> devices, Map<String, TensorData> variables) {
    return SeamedInstance.open(this, devices, variables);
  }

  /// What is cut where, for people.
  String text() {
    var text = new StringBuilder();
    seam.before().ifPresent(f -> text.append("first ").append(f.name()).append('\n'));
    for (int i = 0; i < steps.size(); i++) {
      var call = seam.calls().get(i);
      text.append("then ").append(call.value().op().name()).append(" on the host");
      switch (steps.get(i)) {
        case HostStep.Known _ -> {}
        case HostStep.Choice(_, var then, var otherwise) ->
            text.append(": compiled ")
                .append(then.function().name())
                .append(" or ")
                .append(otherwise.function().name());
        case HostStep.Steps(_, _, var body) ->
            text.append(": compiled ").append(body.function().name()).append(", step by step");
      }
      call.sizes()
          .values()
          .forEach(size ->
              text.append("; gives %s, %d..%d".formatted(size.name(), size.min(), size.max())));
      text.append('\n');
    }
    seam.after()
        .ifPresent(f -> {
          text.append("then ").append(f.name());
          if (!specimenNumbers.isEmpty()) {
            text.append(", compiled for the numbers that come out; here for ");
            text.append(new TreeMap<>(specimenNumbers));
          }
          text.append('\n');
        });
    var passed = seam.before().map(Function::outputNames).orElse(List.of());
    if (!passed.isEmpty()) {
      text.append("passed on: ").append(String.join(", ", passed)).append('\n');
    }
    return text.toString();
  }

  /// Every variable of the request that is changed by runs.
  Set<String> changed() {
    return Set.copyOf(request.updates().values());
  }

  @Override
  public String toString() {
    return function.name() + parts().stream().map(p -> p.target().name()).toList();
  }
}
