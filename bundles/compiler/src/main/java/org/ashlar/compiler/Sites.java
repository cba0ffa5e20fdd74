package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.ashlar.backend.Cancellable;
import org.ashlar.backend.Device;

/// The devices of an instance, and which of them hold which value.
///
/// @param devices each once
/// @param ofPart the place of each part's device in `devices`
/// @param home the device where a value is made first: by a part, or uploaded; one a value
/// @param holders every device that holds the value, the home first; empty where none needs it
record Sites(List<Device> devices, int[] ofPart, int[] home, List<Set<Integer>> holders) {

  /// Whether a run that is late has ended all the same: every device stops by itself.
  boolean areBounded() {
    return devices.stream().allMatch(d -> d.adapt(Cancellable.class).isPresent());
  }

  static Sites of(Compiled program, java.util.function.Function<Program.Part, Device> open) {
    var wiring = program.wiring();
    var devices = new ArrayList<Device>();
    int[] ofPart = new int[program.parts().size()];
    for (int p = 0; p < ofPart.length; p++) {
      var device = open.apply(program.parts().get(p));
      int at =
          IntStream.range(0, devices.size())
              .filter(i -> devices.get(i) == device)
              .findFirst()
              .orElse(-1);
      if (at < 0) {
        at = devices.size();
        devices.add(device);
      }
      ofPart[p] = at;
    }
    if (devices.isEmpty()) {
      // a function of nothing but inputs
      devices.add(Host.MACHINE.backend().service().open(Host.TARGET));
    }
    var holders = new ArrayList<Set<Integer>>();
    wiring.types().forEach(t -> holders.add(new LinkedHashSet<>()));
    for (int p = 0; p < ofPart.length; p++) {
      int device = ofPart[p];
      wiring.gives().get(p).forEach(v -> holders.get(v).add(device));
    }
    for (int p = 0; p < ofPart.length; p++) {
      int device = ofPart[p];
      wiring.takes().get(p).forEach(v -> holders.get(v).add(device));
    }
    // a new number is made where its variable lives or is copied there; one that no part takes
    // lives where it is made
    program
        .request()
        .updates()
        .forEach((output, variable) -> {
          var to = holders.get(wiring.input(variable));
          if (to.isEmpty()) {
            to.addAll(holders.get(wiring.output(output)).stream().limit(1).toList());
          }
        });
    // an input that goes straight to an output, or is a variable that nothing reads
    holders.stream().filter(Set::isEmpty).forEach(h -> h.add(0));
    int[] home = holders.stream().mapToInt(h -> h.iterator().next()).toArray();
    return new Sites(devices, ofPart, home, holders);
  }
}
