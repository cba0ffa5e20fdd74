package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.osgi.Resource;
import aQute.bnd.service.diff.Delta;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodTransform;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Compares every exported package with its baseline in `cnf/baseline`: a change of the API needs a
/// change of its version.
///
/// `./build baseline` records the present API. A package of version 0.x promises nothing yet; from
/// 1.0 on the check bites.
class BaselineTest {
  private static final Path BASELINE = Checkout.root().resolve("cnf/baseline");

  @Test
  void exportedPackagesKeepTheirPromises() throws Exception {
    var compared = 0;
    var problems = new ArrayList<String>();
    for (var module : Checkout.modules()) {
      var exports = Checkout.manifest(module).getMainAttributes().getValue("Export-Package");
      if (exports == null) {
        continue;
      }
      var golden = BASELINE.resolve(module.getFileName() + ".jar");
      try (var now = api(module)) {
        if (Checkout.updates()) {
          Files.createDirectories(BASELINE);
          now.setReproducible("2026-01-01T00:00:00Z");
          now.write(golden.toFile());
        }
        assertTrue(Files.exists(golden), module + " has no baseline: ./build baseline records it");
        try (var before = new Jar(golden.toFile())) {
          problems.addAll(problems(now, before));
          compared++;
        }
      }
    }
    assertEquals(List.of(), problems, "raise @Version in the package-info, then ./build baseline");
    assertTrue(compared > 0, "nothing was compared");
  }

  @Test
  void fromVersionOneOnARemovedTypeNeedsANewMajor() throws Exception {
    var backend = Checkout.root().resolve("bundles/backend");
    try (var before = released(backend);
        var now = released(backend)) {
      assertEquals(List.of(), problems(now, before));
      now.remove("org/ashlar/backend/Support.class");
      assertEquals(
          List.of("org.ashlar.backend: MAJOR change of 1.0.0, now 1.0.0: at least 2.0.0 is needed"),
          problems(now, before));
    }
  }

  /// The bundle as if its packages had version 1.
  private static Jar released(Path module) throws Exception {
    var jar = api(module);
    var attributes = jar.getManifest().getMainAttributes();
    attributes.putValue(
        "Export-Package",
        attributes
            .getValue("Export-Package")
            .replaceAll("version=\"[0-9.]*\"", "version=\"1.0.0\""));
    return jar;
  }

  private static List<String> problems(Jar now, Jar before) throws Exception {
    var problems = new ArrayList<String>();
    try (var reporter = new Processor()) {
      for (var info :
          new Baseline(reporter, new DiffPluginImpl()).baseline(now, before, new Instructions())) {
        if (info.mismatch && info.packageDiff.getDelta() != Delta.ADDED) {
          problems.add(
              "%s: %s change of %s, now %s: at least %s is needed"
                  .formatted(
                      info.packageName,
                      info.packageDiff.getDelta(),
                      info.olderVersion,
                      info.newerVersion,
                      info.suggestedVersion));
        }
      }
    }
    return problems;
  }

  /// Only what a bundle exports and only its declarations, to keep the committed baseline small.
  private static Jar api(Path module) throws Exception {
    var jar = new Jar(module.resolve("target/classes").toFile());
    var exported =
        aQute
            .bnd
            .header
            .OSGiHeader
            .parseHeader(jar.getManifest().getMainAttributes().getValue("Export-Package"))
            .keySet();
    var all = Map.copyOf(jar.getResources());
    for (var name : all.keySet()) {
      var slash = name.lastIndexOf('/');
      var inside = slash > 0 && exported.contains(name.substring(0, slash).replace('/', '.'));
      var outermost = all.get(name.replaceFirst("\\$.*", ".class"));
      if (inside && name.endsWith(".class") && isPublic(bytes(outermost))) {
        jar.putResource(name, new EmbeddedResource(declarations(bytes(all.get(name))), 0L));
      } else if (!name.equals("META-INF/MANIFEST.MF")) {
        jar.remove(name);
      }
    }
    return jar;
  }

  private static byte[] bytes(Resource resource) throws Exception {
    return resource.buffer().array();
  }

  private static boolean isPublic(byte[] type) {
    var flags = ClassFile.of().parse(type).flags();
    return flags.has(AccessFlag.PUBLIC) || flags.has(AccessFlag.SYNTHETIC);
  }

  /// A class without the code of its methods.
  private static byte[] declarations(byte[] bytes) {
    var format = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
    return format.transformClass(
        format.parse(bytes),
        ClassTransform.transformingMethods(MethodTransform.dropping(CodeModel.class::isInstance)));
  }
}
