package org.ashlar.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ModelFile;
import org.ashlar.onnx.translate.Program;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The node tests of ONNX by translation and reference, for people who write translations: prints a
/// line a test and a count, and fails unless all pass. Not part of the build's tests.
///
/// `-Dashlar.onnx.tests=test_add*,test_sub*` picks folders by their names, `-Dashlar.onnx.op=Add`
/// those whose model has this operator; `-Dashlar.onnx.trace=true` prints stack traces,
/// `-Dashlar.onnx.quiet=true` leaves out what passes.
final class NodeTests {
  static final Evaluator EVALUATOR = ServiceLoader.load(Evaluator.class).findFirst().orElseThrow();
  private static final Translations LIBRARY =
      Library.all(() -> ServiceLoader.load(Autodiff.class).findFirst());
  private static final boolean TRACE = Boolean.getBoolean("ashlar.onnx.trace");
  private static final boolean QUIET = Boolean.getBoolean("ashlar.onnx.quiet");

  @Test
  void pass() throws IOException {
    var root = data().resolve(System.getProperty("ashlar.onnx.suite", "onnx-tests/node"));
    Assumptions.assumeTrue(Files.isDirectory(root), "no tests at " + root);
    var patterns =
        Arrays.stream(System.getProperty("ashlar.onnx.tests", "*").split(","))
            .map(p -> FileSystems.getDefault().getPathMatcher("glob:" + p))
            .toList();
    var counts = new TreeMap<String, Integer>();
    List<Path> folders;
    try (var list = Files.list(root)) {
      folders =
          list.filter(f -> Files.exists(f.resolve("model.onnx")))
              .filter(f -> patterns.stream().anyMatch(p -> p.matches(f.getFileName())))
              .sorted()
              .toList();
    }
    for (var folder : folders) {
      var file = ModelFile.open(folder.resolve("model.onnx"), Limits.DEFAULT);
      var model = file.model();
      var op = System.getProperty("ashlar.onnx.op", "");
      if (!op.isEmpty()
          && model.getGraph().getNodeList().stream().noneMatch(n -> n.getOpType().equals(op))) {
        continue;
      }
      var result = run(folder, file);
      var status = result.split(" ", 2)[0];
      counts.merge(status, 1, Integer::sum);
      if (!QUIET || !status.equals("pass")) {
        System.out.println(folder.getFileName() + ": " + result);
      }
    }
    System.out.println("node tests: " + counts);
    Assertions.assertEquals(Map.of(), without(counts));
  }

  private static Map<String, Integer> without(Map<String, Integer> counts) {
    var rest = new TreeMap<>(counts);
    rest.remove("pass");
    return rest;
  }

  private static String run(Path folder, ModelFile.Opened file) {
    var task = new FutureTask<>(() -> tried(folder, file));
    var thread = Thread.ofPlatform().daemon().start(task);
    try {
      return task.get(Integer.getInteger("ashlar.onnx.timeout", 20), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      return "timeout";
    } catch (InterruptedException | ExecutionException e) {
      return "error " + e.getCause();
    }
  }

  private static String tried(Path folder, ModelFile.Opened file) {
    try {
      for (int set = 0; Files.exists(folder.resolve("test_data_set_" + set)); set++) {
        var wrong = check(folder.resolve("test_data_set_" + set), file);
        if (wrong.isPresent()) {
          return "fail " + wrong.get();
        }
      }
      return "pass";
    } catch (RuntimeException | IOException | StackOverflowError e) {
      if (TRACE) {
        e.printStackTrace(System.out);
      }
      var kind =
          String.valueOf(e.getMessage()).matches("(?s).*(no translation|nobody provides).*")
              ? "unsupported "
              : "error ";
      return kind + e;
    }
  }

  private static Optional<String> check(Path set, ModelFile.Opened opened) throws IOException {
    var model = opened.model();
    var given = new LinkedHashMap<String, Term>();
    var initial = model.getGraph().getInitializerList().stream().map(t -> t.getName()).toList();
    int at = 0;
    for (var input : model.getGraph().getInputList()) {
      var file = set.resolve("input_" + at++ + ".pb");
      if (Files.exists(file)) {
        given.put(input.getName(), Samples.read(Files.readAllBytes(file), input.getType()));
      } else if (!initial.contains(input.getName()) && !input.getType().hasOptionalType()) {
        throw new IllegalArgumentException("no file for input " + input.getName());
      }
    }
    var program =
        Program.of(opened, vocabulary(), LIBRARY, given, Optional.of(NodeTests::evaluate));
    var numbers = results(program, given);
    int output = 0;
    for (var entry : program.outputs().entrySet()) {
      var computed = Samples.filled(entry.getValue(), numbers);
      var file = set.resolve("output_" + output + ".pb");
      var type = model.getGraph().getOutput(output).getType();
      output++;
      if (Files.exists(file)) {
        var wrong = Samples.differ(Samples.read(Files.readAllBytes(file), type), computed);
        if (wrong.isPresent()) {
          return Optional.of(entry.getKey() + ": " + wrong.get());
        }
      }
    }
    return Optional.empty();
  }

  /// What a program computes from what is given, tensor by tensor.
  static Iterator<TensorData> results(Program program, Map<String, Term> given) {
    var flat = new LinkedHashMap<String, TensorData>(program.variables());
    given.forEach((name, term) -> Samples.flatten(name, term, flat));
    var arguments = new ArrayList<TensorData>();
    for (var input : program.function().inputs()) {
      arguments.add(Objects.requireNonNull(flat.get(((Input) input.op()).label())));
    }
    return program.function().outputs().isEmpty()
        ? Collections.emptyIterator()
        : evaluate(program.function(), arguments).iterator();
  }

  static List<TensorData> evaluate(Function function, List<TensorData> arguments) {
    return EVALUATOR.evaluate(function, arguments).stream().map(Evaluator.Result::data).toList();
  }

  static Vocabulary vocabulary() {
    return Vocabulary.of(
        ServiceLoader.load(Operator.class).stream().map(ServiceLoader.Provider::get).toList());
  }

  static Path data() {
    var said =
        Optional.ofNullable(System.getProperty("ASHLAR_DATA"))
            .or(() -> Optional.ofNullable(System.getenv("ASHLAR_DATA")));
    if (said.isPresent()) {
      return Path.of(said.get());
    }
    try {
      var at = Path.of("").toRealPath();
      while (at.getParent() != null && !Files.exists(at.resolve("cnf/shared.bnd"))) {
        at = at.getParent();
      }
      return at.resolveSibling("shared/data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
