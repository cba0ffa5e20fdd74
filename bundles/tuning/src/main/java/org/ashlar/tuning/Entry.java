package org.ashlar.tuning;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ashlar.ir.stage.Tuning.Stage;
import org.ashlar.ir.stage.Tuning.Winner;

/// A winner as two texts. The key is machine, threads, stage and a digest of the kernel's text; the
/// value the rest, one word a line: kernel, model, ratio, then facts as `name=number`.
final class Entry {
  private Entry() {}

  static String key(String machine, int cores, Stage stage, byte[] digest) {
    return machine + " " + cores + " " + stage + " " + HexFormat.of().formatHex(digest);
  }

  static String value(String kernel, String model, double ratio, Map<String, Double> facts) {
    return kernel
        + "\n"
        + model.replace("\n", " ")
        + "\n"
        + ratio
        + new TreeMap<>(facts)
            .entrySet().stream()
                .map(e -> "\n" + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining());
  }

  /// @throws IllegalArgumentException when these are not the texts of a winner
  static Winner of(String key, String value) {
    var words = key.split(" ", -1);
    var lines = value.split("\n", -1);
    if (words.length != 4 || lines.length < 4) {
      throw new IllegalArgumentException("no winner: " + key);
    }
    var facts = new TreeMap<String, Double>();
    for (int i = 3; i < lines.length; i++) {
      int at = lines[i].indexOf('=');
      if (at < 1) {
        throw new IllegalArgumentException("no fact: " + lines[i]);
      }
      facts.put(lines[i].substring(0, at), Double.parseDouble(lines[i].substring(at + 1)));
    }
    return new Winner(
        words[0],
        Stage.valueOf(words[2]),
        words[3],
        lines[0],
        lines[1],
        facts,
        Double.parseDouble(lines[2]));
  }
}
