package org.ashlar.commands.plugin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ashlar.ir.Capability;
import org.ashlar.ir.DType;
import org.ashlar.ir.OperatorId;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operators of plugins that were installed here, in a file beside the folder of plugins: when
/// one is missed later, its bundle can be named.
///
/// A line each: symbolic name, version, domain (`-` for none), operator, its version, dtypes.
public record SeenOperators(Path file) {
  private static final Logger LOG = LoggerFactory.getLogger(SeenOperators.class);

  /// An operator of a plugin.
  ///
  /// @param label symbolic name and version of the bundle
  public record Seen(Capability capability, String label) {}

  public static SeenOperators of(BundleContext context) {
    return new SeenOperators(
        Path.of(String.valueOf(context.getProperty("ashlar.plugins")))
            .resolveSibling("operators.seen"));
  }

  /// The file that a bundle was installed from.
  public static Optional<Path> path(Bundle bundle) {
    try {
      var location = bundle.getLocation().replaceFirst("^reference:", "");
      return Optional.of(Path.of(URI.create(location)).toAbsolutePath().normalize());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  public List<Seen> all() {
    var seen = new ArrayList<Seen>();
    for (var line : lines()) {
      var words = line.split(" ");
      if (words.length >= 5) {
        var id =
            new OperatorId(
                words[2].equals("-") ? "" : words[2], words[3], Integer.parseInt(words[4]));
        Set<DType> dtypes = new LinkedHashSet<>();
        for (int i = 5; i < words.length; i++) {
          dtypes.add(DType.of(words[i]));
        }
        seen.add(new Seen(new Capability(id, dtypes), words[0] + " " + words[1]));
      }
    }
    return seen.reversed();
  }

  /// Notes what a bundle's manifest says. A file that cannot be written costs no more than what it
  /// would tell.
  void add(Bundle bundle) {
    var all = new LinkedHashSet<>(lines());
    var revision = Optional.ofNullable(bundle.adapt(BundleRevision.class));
    revision
        .map(r -> r.getDeclaredCapabilities(Capability.NAMESPACE))
        .orElse(List.of())
        .forEach(c -> all.add(line(bundle, Capability.of(c.getAttributes()))));
    try {
      Files.write(file, all);
    } catch (IOException e) {
      LOG.warn("cannot note the operators of {} in {}: {}", bundle, file, e.toString());
    }
  }

  private static String line(Bundle bundle, Capability capability) {
    var id = capability.id();
    return String.join(
            " ",
            bundle.getSymbolicName(),
            bundle.getVersion().toString(),
            id.domain().isEmpty() ? "-" : id.domain(),
            id.name(),
            String.valueOf(id.version()))
        + capability.dtypes().stream().sorted().map(d -> " " + d).collect(Collectors.joining());
  }

  private List<String> lines() {
    try {
      return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      LOG.warn("cannot read {}: {}", file, e.toString());
      return List.of();
    }
  }
}
