package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Exporter;
import org.ashlar.ir.stage.Importer;
import org.ashlar.ir.stage.Model;
import org.ashlar.operators.control.Loop;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.testkit.Case;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every operator on every case of its family, written as an ONNX model: ONNX Runtime loads it and
/// agrees with the reference.
class OnnxExportTest {
  /// What ONNX Runtime's processors have no kernel for: errors of doubles, bits as another kind,
  /// numbers of four bits.
  private static final Pattern LACKS = Pattern.compile("implementation for (Erf|BitCast|Cast.23)");

  static final Vocabulary VOCABULARY =
      Vocabulary.of(
          ServiceLoader.load(Operator.class).stream().map(ServiceLoader.Provider::get).toList());

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> onnxRuntimeAgrees() {
    return cases(this::asksOnnxRuntime);
  }

  @TestFactory
  Stream<DynamicTest> whatIsReadBackAgrees() {
    return cases(this::readsBack);
  }

  private interface Check {
    void of(Operator operator, Case given) throws OrtException;
  }

  private static Stream<DynamicTest> cases(Check check) {
    return Family.all().stream()
        .flatMap(family -> family.laws().stream())
        .filter(subject -> subject.subject().matches(System.getProperty("ashlar.operator", ".*")))
        .flatMap(subject ->
            subject.cases().stream()
                .filter(Case::accepted)
                .map(c -> {
                  var operator = c.operator().orElse(subject.operator());
                  return DynamicTest.dynamicTest(
                      subject.subject() + " " + operator + c.types(), () -> check.of(operator, c));
                }));
  }

  private void asksOnnxRuntime(Operator operator, Case given) throws OrtException {
    var function = function(operator, given);
    var arguments = arguments(function, given);
    var file = folder.resolve("model.onnx");
    exporter().write(new Model(function, Map.of(), Map.of()), file);
    List<TensorData> results;
    try {
      results = OnnxRuntime.run(file, function.inputNames(), arguments);
    } catch (OrtException e) {
      assumeFalse(LACKS.matcher(String.valueOf(e.getMessage())).find(), e.getMessage());
      throw e;
    }
    var expected = evaluator().evaluate(function, arguments);
    assertEquals(expected.size(), results.size(), "outputs");
    for (int i = 0; i < expected.size(); i++) {
      close(expected.get(i), results.get(i), operator, narrow(given));
    }
  }

  private void readsBack(Operator operator, Case given) {
    var function = function(operator, given);
    var arguments = arguments(function, given);
    var file = folder.resolve("back.onnx");
    exporter().write(new Model(function, Map.of(), Map.of()), file);
    Model model;
    try {
      model = importer().read(file, VOCABULARY);
    } catch (IllegalArgumentException e) {
      // a loop that ends by its condition and stacks results is bound to values only
      assumeFalse(
          operator instanceof Loop && e.getMessage().contains("needed now"), e.getMessage());
      throw e;
    }
    var values = new ArrayList<TensorData>();
    for (var name : model.function().inputNames()) {
      var variable = model.variables().get(name);
      values.add(variable == null ? arguments.get(function.inputNames().indexOf(name)) : variable);
    }
    var results = evaluator().evaluate(model.function(), values);
    var expected = evaluator().evaluate(function, arguments);
    assertEquals(expected.size(), results.size(), "outputs");
    for (int i = 0; i < expected.size(); i++) {
      close(expected.get(i), results.get(i).data(), operator, narrow(given));
    }
  }

  /// The operator alone; kinds that ONNX Runtime takes from no caller are cast on the way.
  private static Function function(Operator operator, Case given) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    var arguments = new ArrayList<Value>();
    for (var type : given.types()) {
      var tensor = (TensorType) type;
      var carrier = new TensorType(carrier(tensor.dtype()), tensor.shape());
      var input = graph.input("x" + inputs.size(), carrier);
      inputs.add(input);
      arguments.add(carrier.equals(tensor) ? input : graph.apply(new Cast(tensor.dtype()), input));
    }
    var outputs = new ArrayList<Value>();
    for (var result : graph.applyAll(operator, arguments)) {
      var dtype = result.tensor().dtype();
      outputs.add(carrier(dtype) == dtype ? result : graph.apply(new Cast(carrier(dtype)), result));
    }
    return Function.of("law", inputs, outputs);
  }

  private static DType carrier(DType dtype) {
    if (OnnxRuntime.takes(dtype)) {
      return dtype;
    }
    return dtype.isFloat() ? DType.F32 : DType.I64;
  }

  private static boolean narrow(Case given) {
    return given.types().stream()
        .anyMatch(t -> t instanceof TensorType x && x.dtype().isFloat() && x.dtype().bits() < 32);
  }

  private static List<TensorData> arguments(Function function, Case given) {
    var random = new SplittableRandom(7);
    var all = new ArrayList<TensorData>();
    for (int i = 0; i < given.types().size(); i++) {
      var standard = given.ranges().isEmpty();
      var range = standard ? new Case.Range(-2, 2) : given.ranges().get(i);
      var type = function.inputs().get(i).tensor();
      var real = ((TensorType) given.types().get(i)).dtype();
      var data = TensorData.zeros(type.dtype(), type.shape().constants());
      for (long e = 0; e < data.elements(); e++) {
        boolean whole = !real.isFloat() && real != DType.BOOL;
        boolean plain = range.low() == -2 && range.high() == 2;
        double number =
            real == DType.BOOL
                ? random.nextInt(2)
                : whole
                    ? plain
                        ? random.nextInt(4)
                        : random.nextLong((long) range.low(), (long) range.high() + 1)
                    : range.low() == range.high()
                        ? range.low()
                        : random.nextDouble(range.low(), range.high());
        data.set(e, Codec.encode(type.dtype(), number));
      }
      all.add(data);
    }
    return all;
  }

  private static void close(
      Evaluator.Result expected, TensorData given, Operator operator, boolean narrow) {
    var must = expected.data();
    assertEquals(must.type(), given.type());
    double unit =
        narrow ? 1e-2 : must.dtype() == DType.F64 ? 1e-6 : must.dtype() == DType.F32 ? 1e-5 : 4e-3;
    for (int i = 0; i < must.elements(); i++) {
      double x = must.get(i);
      double y = given.get(i);
      double size = expected.magnitude().length == 0 ? 0 : expected.magnitude()[i];
      double tolerance =
          must.dtype().isFloat() ? unit * Math.max(1, Math.max(Math.abs(x), size)) : 0;
      boolean same = x == y || Double.isNaN(x) && Double.isNaN(y) || Math.abs(x - y) <= tolerance;
      assertTrue(same, "element " + i + " is " + y + ", must be " + x + " in " + operator);
    }
  }

  static Exporter exporter() {
    return ServiceLoader.load(Exporter.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(e -> e.format().equals("onnx"))
        .findFirst()
        .orElseThrow();
  }

  static Importer importer() {
    return ServiceLoader.load(Importer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(i -> i.format().equals("onnx"))
        .findFirst()
        .orElseThrow();
  }

  static Evaluator evaluator() {
    return ServiceLoader.load(Evaluator.class).findFirst().orElseThrow();
  }
}
