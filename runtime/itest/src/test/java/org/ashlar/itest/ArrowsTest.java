package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.OSGiHeader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Reads every manifest: who may export, and who may use whom. The lists are the architecture.
class ArrowsTest {
  /// Bundle to those it may import from, beside what these may.
  private static final Map<String, List<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("ir", List.of()),
              Map.entry("door", List.of()),
              Map.entry("shell", List.of()),
              Map.entry("launcher", List.of()),
              Map.entry("backend", List.of("ir")),
              Map.entry("operators", List.of("ir")),
              Map.entry("compiler", List.of("ir", "backend")),
              Map.entry("session", List.of("compiler", "door")),
              Map.entry("tensor", List.of("operators", "session", "compiler")),
              Map.entry("nn", List.of("tensor")),
              Map.entry("train", List.of("session", "nn")),
              Map.entry("swap", List.of("door", "shell")),
              Map.entry("commands", List.of("train", "testkit", "swap")),
              Map.entry("models", List.of("operators", "session", "shell")),
              Map.entry("simulators", List.of("simulation", "shell")),
              Map.entry("testkit", List.of("operators", "compiler")),
              Map.entry("autodiff", List.of("operators")),
              Map.entry("batching", List.of("operators")),
              Map.entry("rules", List.of("operators")),
              Map.entry("lower", List.of("operators")),
              Map.entry("layout", List.of("operators")),
              Map.entry("schedule", List.of("operators")),
              Map.entry("tuning", List.of("ir")),
              Map.entry("reference", List.of("operators", "backend")),
              Map.entry("cpu", List.of("backend")),
              Map.entry("simulation", List.of()),
              Map.entry("gpu", List.of("backend", "ptx", "simulation")),
              Map.entry("ptx", List.of()),
              Map.entry("safetensors", List.of("ir")),
              Map.entry("onnx", List.of("operators")),
              Map.entry("example", List.of("operators"))));

  private static final Map<String, Set<String>> EXPORTS =
      Map.ofEntries(
          Map.entry("ir", Set.of("org.ashlar.ir", "org.ashlar.ir.kernel", "org.ashlar.ir.stage")),
          Map.entry("door", Set.of("org.ashlar.door")),
          Map.entry("backend", Set.of("org.ashlar.backend")),
          Map.entry("operators", operators()),
          Map.entry("compiler", Set.of("org.ashlar.compiler")),
          Map.entry("session", Set.of("org.ashlar.session")),
          Map.entry("tensor", Set.of("org.ashlar.tensor")),
          Map.entry("nn", Set.of("org.ashlar.nn")),
          Map.entry(
              "train",
              Set.of(
                  "org.ashlar.train",
                  "org.ashlar.train.checkpoint",
                  "org.ashlar.train.data",
                  "org.ashlar.train.optimiser",
                  "org.ashlar.train.report")),
          Map.entry("testkit", Set.of("org.ashlar.testkit")),
          Map.entry("ptx", Set.of("org.ashlar.ptx")),
          Map.entry("shell", Set.of("org.ashlar.shell.output")),
          Map.entry(
              "simulation",
              Set.of(
                  "org.ashlar.simulation.event",
                  "org.ashlar.simulation.lab",
                  "org.ashlar.simulation.profile",
                  "org.ashlar.simulation.report")),
          Map.entry("swap", Set.of("org.ashlar.swap")));

  /// The tools, and a package a family.
  private static Set<String> operators() {
    var packages = new TreeSet<String>(Set.of("org.ashlar.operators"));
    for (var family :
        List.of(
            "activation",
            "attention",
            "build",
            "control",
            "create",
            "gather",
            "image",
            "loss",
            "memory",
            "move",
            "normalise",
            "order",
            "pointwise",
            "pool",
            "product",
            "quantise",
            "random",
            "recurrent",
            "reduce",
            "signal")) {
      packages.add("org.ashlar.operators." + family);
    }
    return packages;
  }

  @Test
  void onlyContractsExport() {
    for (var module : Checkout.modules()) {
      var name = module.getFileName().toString();
      assertEquals(
          new TreeSet<>(EXPORTS.getOrDefault(name, Set.of())),
          packages(module, "Export-Package"),
          module + ": exported packages");
    }
  }

  @Test
  void everyArrowIsListed() {
    var problems = new ArrayList<String>();
    var owner = new HashMap<String, String>();
    EXPORTS.forEach((bundle, packages) -> packages.forEach(each -> owner.put(each, bundle)));
    for (var module : Checkout.modules()) {
      var name = module.getFileName().toString();
      assertTrue(
          ARROWS.containsKey(name), module + ": a new bundle: say in this list whom it may use");
      var reach = reach(name);
      for (var each : packages(module, "Import-Package")) {
        if (each.startsWith("org.ashlar.") && !reach.contains(owner.getOrDefault(each, "nobody"))) {
          problems.add(name + " imports " + each + ", which is no arrow of the architecture");
        }
      }
    }
    assertEquals(List.of(), problems);
  }

  @Test
  void irImportsOnlyJava() {
    var module = Checkout.root().resolve("bundles/ir");
    var foreign =
        packages(module, "Import-Package").stream()
            .filter(each -> !each.startsWith("java.") && !each.startsWith("org.ashlar.ir"));
    assertEquals(List.of(), foreign.toList());
  }

  @Test
  void doorImportsOnlyJava() {
    var module = Checkout.root().resolve("runtime/door");
    var foreign =
        packages(module, "Import-Package").stream()
            .filter(each -> !each.startsWith("java.") && !each.startsWith("org.ashlar.door"));
    assertEquals(List.of(), foreign.toList());
  }

  private static Set<String> reach(String name) {
    var reached = new TreeSet<String>(Set.of(name));
    for (var next : ARROWS.getOrDefault(name, List.of())) {
      reached.addAll(reach(next));
    }
    return reached;
  }

  private static TreeSet<String> packages(Path module, String header) {
    var value = Checkout.manifest(module).getMainAttributes().getValue(header);
    return new TreeSet<String>(value == null ? Set.of() : OSGiHeader.parseHeader(value).keySet());
  }
}
