package org.ashlar.simulation.lab;

import org.osgi.annotation.versioning.ProviderType;

/// A laboratory of simulated graphics processors: reads PTX and runs it.
@ProviderType
public interface GpuLab {
  /// Holds a PTX text to the grammar and to what the engine executes.
  ///
  /// @param file its name, for messages
  Verdict verify(String file, String text);

  /// Runs a kernel and gives back what its buffers hold then.
  ///
  /// @throws IllegalArgumentException for a text, an argument or an access that is wrong, with its
  ///   place
  KernelResult run(KernelLaunch launch);
}
