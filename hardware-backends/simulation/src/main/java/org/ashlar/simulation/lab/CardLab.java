package org.ashlar.simulation.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/// A laboratory of cards: what they are, what fits on them, how the model of them stands to
/// measurements.
@ProviderType
public interface CardLab {
  /// The names of the cards that have profiles; wherever a card is named, the path of a `.json`
  /// file serves too.
  List<String> cards();

  /// Every value of a card with where it comes from, sorted by key.
  List<CardValue> values(String card);

  /// What nobody has published of a card, in words.
  List<String> unknown(String card);

  /// The JSON Schema of profile files.
  String schema();

  /// Where two cards differ: the key, the value of one and of the other.
  List<List<String>> differences(String card, String other);

  /// How many blocks fit on a multiprocessor, one line of figures by name.
  ///
  /// @param threads of a block
  /// @param registers of a thread
  /// @param sharedBytes of a block
  Map<String, Object> occupancy(String card, int threads, int registers, int sharedBytes);

  /// A profile made of a configuration file of GPGPU-Sim.
  ///
  /// @param name of the new profile
  /// @param base the profile that says what the configuration does not
  String importGpgpuSim(String name, String base, String text);

  /// Runs the model against every known table of a folder.
  ///
  /// @param wanted which tables, by their names
  /// @param progress told a line for each table that is done
  Validated validate(Path folder, Predicate<String> wanted, Consumer<String> progress);

  /// A value of a card.
  ///
  /// @param kind `measured`, `documented` or `assumed`
  /// @param fitted the rows of measurements that it was chosen on
  record CardValue(
      String key, String value, String kind, String reference, String fitted, String from) {}

  /// The model beside measurements.
  ///
  /// @param json as `--json` writes it
  /// @param markdown the page with every row
  record Validated(Map<String, Object> json, String markdown) {}
}
