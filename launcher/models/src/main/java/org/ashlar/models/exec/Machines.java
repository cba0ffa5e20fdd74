package org.ashlar.models.exec;

import java.util.List;
import java.util.Optional;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.kernel.Target;

/// The machines present, by the names that users give them.
public final class Machines {
  private Machines() {}

  /// The name of the machine that a user means, or of the best one that is no simulation.
  ///
  /// @throws IllegalArgumentException when there is none of this name
  public static String named(Registry registry, Optional<String> device) {
    var targets =
        registry.find(Backend.class).stream().flatMap(p -> p.service().targets().stream()).toList();
    var all = targets.stream().map(Target::name).distinct().toList();
    return device
        .map(name ->
            all.stream()
                .filter(target -> is(target, name))
                .findFirst()
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "device " + name + ": there is none of this name: present: " + all)))
        .orElseGet(() ->
            targets.stream()
                .filter(target -> !target.isSimulated())
                .map(Target::name)
                .filter(name -> !name.equals("reference"))
                .findFirst()
                .or(() -> all.stream().findFirst())
                .orElseThrow(
                    () -> new IllegalArgumentException("device: no backend is present: why cpu")));
  }

  /// The services present, without any backend but that of one device.
  public static Registry only(Registry registry, String device) {
    return new OnlyDevice(registry, device);
  }

  static boolean offers(Backend backend, String device) {
    List<Target> targets = backend.targets();
    return targets.stream().anyMatch(target -> is(target.name(), device));
  }

  private static boolean is(String target, String name) {
    return target.equals(name) || target.startsWith(name + ":");
  }
}
