package org.ashlar.commands.look;

import aQute.bnd.header.OSGiHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.ashlar.commands.plugin.SeenOperators;
import org.ashlar.ir.Capability;
import org.ashlar.ir.Requirement;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;

/// The bundles known to have operators: those of this platform, whether they run or not, jars that
/// lie in its folders, and plugins that were installed here before.
///
/// @param all by their manifests
record Holders(List<Holder> all) {
  /// A bundle with one operator.
  ///
  /// @param label symbolic name and version
  /// @param where what it is to this platform: `active`, a path, `installed here before`
  record Holder(Capability capability, String label, String where) {
    @Override
    public String toString() {
      return label + " (" + where + ")";
    }
  }

  static Holders of(BundleContext context) {
    var all = new ArrayList<Holder>();
    var installed = new ArrayList<Path>();
    for (var bundle : context.getBundles()) {
      SeenOperators.path(bundle).ifPresent(installed::add);
      var revision = Optional.ofNullable(bundle.adapt(BundleRevision.class));
      revision
          .map(r -> r.getDeclaredCapabilities(Capability.NAMESPACE))
          .orElse(List.of())
          .forEach(c ->
              all.add(
                  new Holder(
                      Capability.of(c.getAttributes()),
                      bundle.getSymbolicName() + " " + bundle.getVersion(),
                      state(bundle))));
    }
    jars(context).filter(jar -> !installed.contains(jar)).forEach(jar -> all.addAll(of(jar)));
    all.addAll(
        SeenOperators.of(context).all().stream()
            .map(s -> new Holder(s.capability(), s.label(), "installed here before"))
            .toList());
    return new Holders(List.copyOf(all));
  }

  /// Who has what is needed; each bundle once, those that are here first.
  List<Holder> of(Requirement need) {
    var found = new HashMap<String, Holder>();
    all.stream()
        .filter(holder -> need.isMetBy(holder.capability()))
        .forEach(holder -> found.putIfAbsent(holder.label(), holder));
    return all.stream().filter(found::containsValue).toList();
  }

  private static String state(Bundle bundle) {
    return switch (bundle.getState()) {
      case Bundle.ACTIVE -> "active";
      case Bundle.INSTALLED -> "installed, cannot be resolved";
      default -> "installed, stopped";
    };
  }

  /// The jars in the folders of plugins and of the distribution.
  private static Stream<Path> jars(BundleContext context) {
    var folders =
        new ArrayList<>(
            Arrays.stream(String.valueOf(context.getProperty("felix.fileinstall.dir")).split(","))
                .map(Path::of)
                .toList());
    Optional.ofNullable(context.getProperty("ashlar.distribution"))
        .map(Path::of)
        .ifPresent(home ->
            List.of("bundles", "plugins", "sdk").forEach(f -> folders.add(home.resolve(f))));
    return folders.stream().distinct().filter(Files::isDirectory).flatMap(Holders::jarsIn);
  }

  private static Stream<Path> jarsIn(Path folder) {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException("why: " + folder + ": " + e.getMessage(), e);
    }
  }

  /// What a jar's manifest says; nothing where it is no bundle.
  private static List<Holder> of(Path jar) {
    Attributes manifest;
    try (var file = new JarFile(jar.toFile())) {
      var read = file.getManifest();
      if (read == null) {
        return List.of();
      }
      manifest = read.getMainAttributes();
    } catch (IOException e) {
      return List.of();
    }
    var header = manifest.getValue(Constants.PROVIDE_CAPABILITY);
    if (header == null) {
      return List.of();
    }
    var label =
        manifest.getValue(Constants.BUNDLE_SYMBOLICNAME)
            + " "
            + Objects.requireNonNullElse(manifest.getValue(Constants.BUNDLE_VERSION), "0");
    var found = new ArrayList<Holder>();
    OSGiHeader.parseHeader(header)
        .forEach((namespace, attributes) -> {
          // the second and later of one namespace have tildes at the end
          if (namespace.replaceAll("~+$", "").equals(Capability.NAMESPACE)) {
            var typed = new HashMap<String, Object>();
            attributes.keySet().forEach(key -> typed.put(key, attributes.getTyped(key)));
            found.add(new Holder(Capability.of(typed), label, "not installed: " + jar));
          }
        });
    return found;
  }
}
