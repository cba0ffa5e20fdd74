package org.ashlar.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Blueprint;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Models opened, listed, bound to symbolic sizes and to the values of their test, for people who
/// write translations: prints what is missing and how long it took. Not part of the build's tests.
///
/// `-Dashlar.onnx.models=FOLDER,…` below `ASHLAR_DATA`, each with models anywhere inside.
final class BindTests {
  @Test
  void bind() throws Exception {
    var folders = System.getProperty("ashlar.onnx.models", "");
    Assumptions.assumeFalse(folders.isEmpty(), "no folders are named");
    for (var folder : folders.split(",")) {
      try (var files = Files.walk(NodeTests.data().resolve(folder))) {
        for (var file : files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) {
          try {
            bind(file);
          } catch (RuntimeException e) {
            System.out.println("model " + file + ": " + e);
            if (Boolean.getBoolean("ashlar.onnx.trace")) {
              e.printStackTrace(System.out);
            }
          }
        }
      }
    }
  }

  private static void bind(Path file) throws Exception {
    long begin = System.nanoTime();
    var blueprint = new OnnxImporter().open(file, NodeTests.vocabulary());
    System.out.println("model " + file + ": " + ms(begin) + " ms to read");
    begin = System.nanoTime();
    var operators = new TreeMap<String, Integer>();
    blueprint.nodes().forEach(n -> operators.merge(n.operator().toString(), 1, Integer::sum));
    System.out.println("  " + blueprint.inputs() + " -> " + blueprint.outputs());
    System.out.println(
        "  gaps "
            + blueprint.gaps()
            + "; "
            + ms(begin)
            + " ms, "
            + blueprint.nodes().size()
            + " nodes");
    symbolic(blueprint);
    var set = file.resolveSibling("test_data_set_0");
    if (!Files.isDirectory(set)) {
      return;
    }
    var given = new LinkedHashMap<String, Datum>();
    int at = 0;
    for (var port : blueprint.inputs()) {
      var value = set.resolve("input_" + at++ + ".pb");
      if (Files.exists(value)) {
        given.put(port.name(), new OnnxValueReader().read(value, port.type()));
      }
    }
    begin = System.nanoTime();
    var bound = blueprint.bind(given, NodeTests::evaluate);
    var function = bound.model().function();
    System.out.println(
        "  bound: "
            + ms(begin)
            + " ms, "
            + Walk.order(function.outputs()).size()
            + " values, "
            + bound.model().variables().size()
            + " variables, settled "
            + bound.settled());
  }

  private static void symbolic(Blueprint blueprint) {
    long begin = System.nanoTime();
    try {
      var function = blueprint.model().function();
      var all = Walk.order(function.outputs());
      long unknown = all.stream().filter(v -> v.op() instanceof Unknown).count();
      System.out.println(
          "  symbolic: "
              + ms(begin)
              + " ms, "
              + all.size()
              + " values, "
              + unknown
              + " unknown; "
              + function.outputs().stream().map(v -> v.type().toString()).toList());
    } catch (RuntimeException e) {
      System.out.println("  symbolic: " + e);
      if (Boolean.getBoolean("ashlar.onnx.trace")) {
        e.printStackTrace(System.out);
      }
    }
  }

  private static long ms(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
