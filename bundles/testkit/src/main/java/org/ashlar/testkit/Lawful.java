package org.ashlar.testkit;

import java.util.List;
import org.ashlar.compiler.Registry;

/// Something that must obey laws.
public interface Lawful {
  /// What is tried, for people: `gelu`.
  String subject();

  /// Its laws, on the blocks and devices that a registry has.
  List<Law> laws(Registry registry);
}
