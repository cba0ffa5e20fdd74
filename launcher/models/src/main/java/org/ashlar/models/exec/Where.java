package org.ashlar.models.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ashlar.compiler.Program;

/// Which machines a run used.
///
/// @param hostCalls operators that only host functions know, one a call
/// @param elsewhere kernels that ran on other devices than the one asked for, by device
public record Where(String device, List<String> hostCalls, Map<String, Integer> elsewhere) {
  public Where {
    hostCalls = List.copyOf(hostCalls);
    elsewhere = Map.copyOf(elsewhere);
  }

  static Where of(String device, List<Program.Part> parts) {
    var host = new ArrayList<String>();
    var others = new TreeMap<String, Integer>();
    for (var part : parts) {
      if (part.isHost()) {
        host.addAll(part.hostCalls());
      } else if (!part.target().name().equals(device)) {
        others.merge(part.target().name(), part.plan().actions().size(), Integer::sum);
      }
    }
    return new Where(device, host, others);
  }

  /// The same with more.
  public Where and(Where other) {
    var host = new ArrayList<>(hostCalls);
    host.addAll(other.hostCalls);
    var others = new TreeMap<>(elsewhere);
    other.elsewhere.forEach((name, count) -> others.merge(name, count, Integer::sum));
    return new Where(device, host, others);
  }

  /// Whether every kernel ran on the device: what only host functions know is none.
  public boolean onDevice() {
    return elsewhere.isEmpty();
  }
}
