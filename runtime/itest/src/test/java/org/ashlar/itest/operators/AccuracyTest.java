package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Program;
import org.ashlar.compiler.Request;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Functions of one number keep the bounds that their documentation states, on every device
/// (`functions/values.txt`, written by `src/test/python/functions.py`).
class AccuracyTest {
  @TestFactory
  Stream<DynamicTest> keepsItsBound() throws IOException {
    var lines = Resources.text("/functions/values.txt").lines().filter(l -> !l.startsWith("#"));
    return lines.flatMap(line ->
        targets().stream()
            .map(target -> {
              var words = line.split(" ");
              var title = words[0] + " " + words[1] + " on " + target;
              return DynamicTest.dynamicTest(title, () -> check(List.of(words), target));
            }));
  }

  private static List<String> targets() {
    return Family.REGISTRY.find(Backend.class).stream()
        .flatMap(p -> p.service().targets().stream())
        .map(target -> target.name())
        .toList();
  }

  private static void check(List<String> words, String target) {
    var dtype = DType.of(words.get(1));
    var pairs = words.subList(3, words.size()).stream().map(w -> w.split("=")).toList();
    var x = numbers(dtype, pairs, 0);
    var must = numbers(dtype, pairs, 1);
    var is = run(words.getFirst(), x, target);
    var worst = new StringBuilder();
    for (int i = 0; i < pairs.size(); i++) {
      if (!isWithin(words.get(2), dtype, must.bits(i), is.bits(i))) {
        worst.append("\n" + x.get(i) + ": is " + is.get(i) + ", must be " + must.get(i));
        worst.append(
            ", " + Math.abs(place(dtype, must.bits(i)) - place(dtype, is.bits(i))) + " ulp");
      }
    }
    assertEquals("", worst.toString());
  }

  private static TensorData numbers(DType dtype, List<String[]> pairs, int which) {
    var values = pairs.stream().mapToDouble(pair -> Resources.number(pair[which])).toArray();
    return TensorData.of(dtype, values, values.length);
  }

  private static boolean isWithin(String bound, DType dtype, long must, long is) {
    if (bound.startsWith("2^")) {
      double y = Codec.decode(dtype, must);
      double reach = Math.scalb(Math.max(1, Math.abs(y)), Integer.parseInt(bound.substring(2)));
      return must == is || Math.abs(y - Codec.decode(dtype, is)) <= reach;
    }
    return Math.abs(place(dtype, must) - place(dtype, is)) <= Long.parseLong(bound);
  }

  /// Floats in their order, counted; both zeros are 0.
  private static long place(DType dtype, long bits) {
    long sign = 1L << dtype.bits() - 1;
    return (bits & sign) == 0 ? bits : -(bits & ~sign);
  }

  private static TensorData run(String operator, TensorData x, String target) {
    var specimen =
        Family.REGISTRY.find(Operator.class).stream()
            .map(p -> p.service())
            .filter(op -> op.name().equals(operator))
            .findFirst()
            .orElseThrow();
    var graph = new Graph();
    var input = graph.input("x", x.type());
    var function = Function.of(operator, List.of(input), List.of(graph.apply(specimen, input)));
    var request = new Request(function, Set.of(), Map.of(), Optional.of(target), true);
    var devices = new HashMap<String, Device>();
    try (var compiler = new Compiler(Family.REGISTRY, Settings.standard());
        var instance = compiler.compile(request).open(part -> device(devices, part), Map.of())) {
      return instance.run(Map.of("x", x), Duration.ofSeconds(30)).values().iterator().next();
    } finally {
      devices.values().forEach(Device::close);
    }
  }

  private static Device device(Map<String, Device> devices, Program.Part part) {
    return devices.computeIfAbsent(
        part.target().name(), n -> part.backend().service().open(part.target()));
  }
}
