package org.ashlar.gpu.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.gpu.profile.Profiles;
import org.ashlar.simulation.profile.Profile;

/// Which card of the tables is which profile, and which measured figures filled profiles.
final class Fits {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("v100", "v100"),
          Map.entry("a100_80", "a100"),
          Map.entry("A100", "a100"),
          Map.entry("a100_pcie", "a100-pcie"),
          Map.entry("gh200", "gh200"),
          Map.entry("a40", "a40"),
          Map.entry("l40", "l40"),
          Map.entry("h800_pcie", "h800-pcie"),
          Map.entry("h100_pcie", "h100-pcie"),
          Map.entry("h200", "h200"),
          Map.entry("rtx4090", "rtx4090"),
          Map.entry("TITANV", "titanv"),
          Map.entry("TITANRTX", "titanrtx"),
          Map.entry("RTX A6000", "a6000"),
          Map.entry("H100 SXM", "h100"),
          Map.entry("H100 80GB HBM3", "h100"),
          Map.entry("H200", "h200"),
          Map.entry("QV100", "qv100"));

  private final Profiles profiles;
  private final Set<String> fitted = new HashSet<>();

  Fits(Profiles profiles) {
    this.profiles = profiles;
    for (var name : profiles.names()) {
      for (var setting : profiles.named(name).settings().values()) {
        fitted.addAll(List.of(setting.source().fitted().split(" ")));
      }
    }
  }

  /// The profile of a card of the tables; nothing where there is none.
  Optional<Profile> card(String name) {
    return Optional.ofNullable(NAMES.get(name)).map(profiles::named);
  }

  boolean fitted(String table, String row) {
    return fitted.contains((table + "/" + row).replace(' ', '_'));
  }
}
