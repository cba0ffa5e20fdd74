package org.ashlar.door;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program as text, with its variables as bytes: what is left of a session while everything that
/// could run it is replaced.
///
/// @param name under which it stands behind the door
/// @param text a function in the text form of programs
/// @param variables the numbers that it keeps between runs, and the states of a training rule
/// @param facts what else belongs to it: {@link #DEVICE}, {@link #OF}, {@link #BY}, {@link
///   #UPDATE}, {@link #KEEP}, {@link #PRECISION}; others are kept as they are
public record Kept(
    String name, String text, Map<String, Parcel> variables, Map<String, String> facts) {
  /// The fact that names the device to prefer.
  public static final String DEVICE = "device";

  /// The fact that makes it a training step: the output to make small.
  public static final String OF = "training.of";

  /// The variables to change, with commas between them.
  public static final String BY = "training.by";

  /// The change of one variable, as functions in text: its stages, with {@link #NEXT} between them.
  public static final String UPDATE = "training.update";

  /// What stays in memory for the gradients of a training step.
  public static final String KEEP = "training.keep";

  /// In how many bits weights are kept, where it is not f32.
  public static final String PRECISION = "precision";

  /// What is between two stages of an update.
  public static final String NEXT = "\n---\n";

  public Kept {
    variables = Map.copyOf(variables);
    facts = Map.copyOf(facts);
  }

  public Optional<String> fact(String key) {
    return Optional.ofNullable(facts.get(key));
  }

  /// Whether a run changes the variables.
  public boolean trains() {
    return facts.containsKey(OF);
  }

  /// The variables that a training step changes.
  public List<String> by() {
    return fact(BY).map(all -> List.of(all.split(","))).orElse(List.of());
  }

  /// The stages of the change of one variable.
  public List<String> stages() {
    return fact(UPDATE).map(all -> List.of(all.split(NEXT))).orElse(List.of());
  }

  /// The same under another name.
  public Kept named(String other) {
    return new Kept(other, text, variables, facts);
  }

  /// The same for a device.
  public Kept on(String device) {
    var more = new HashMap<>(facts);
    more.put(DEVICE, device);
    return new Kept(name, text, variables, more);
  }
}
