package org.ashlar.backend;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/// A facet of a device that can tell where the time of its runs goes, beyond their counters:
/// simulators.
@ConsumerType
public interface Profiler {
  /// Keeps what launches take from now on. They may run much slower.
  void profile();

  /// Writes what was kept: tables, pictures, traces.
  ///
  /// @param folder made where it is not there; files of the same names are replaced
  /// @param title what ran, for people
  /// @return the files, the first one for people
  /// @throws java.io.UncheckedIOException when a file cannot be written
  List<Path> report(Path folder, String title);
}
