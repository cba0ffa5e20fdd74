package org.ashlar.models.exec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Type;
import org.ashlar.ir.stage.Blueprint;

/// A model that runs for any values: bound and compiled for each set of input types, and of values
/// where its structure hangs on them; each once.
public final class Loaded implements AutoCloseable {
  /// Prepared at once: each holds the weights.
  private static final int KEPT = 8;

  private final Blueprint blueprint;
  private final DeviceRunner runner;
  private final List<Entry> entries = new ArrayList<>();

  /// A prepared model with what it is for.
  private record Entry(Map<String, Type> types, Map<String, Datum> settled, Prepared prepared) {
    boolean fits(Map<String, Type> given, Map<String, Datum> values) {
      return types.equals(given)
          && settled.entrySet().stream().allMatch(e -> e.getValue().equals(values.get(e.getKey())));
    }
  }

  /// @param where also of the pieces that ran while it was bound
  public record Ran(Map<String, Datum> outputs, Prepared prepared, Where where) {}

  public Loaded(Blueprint blueprint, DeviceRunner runner) {
    this.blueprint = blueprint;
    this.runner = runner;
  }

  public Ran run(Map<String, Datum> given) {
    var prepared = prepare(given);
    var pieces = runner.pieces();
    var outputs = prepared.run(given);
    return new Ran(outputs, prepared, prepared.where().and(pieces));
  }

  /// What runs for these values.
  public Prepared prepare(Map<String, Datum> given) {
    var types = new HashMap<String, Type>();
    given.forEach((name, datum) -> types.put(name, datum.type()));
    for (var entry : entries) {
      if (entry.fits(types, given)) {
        return entry.prepared();
      }
    }
    var bound = blueprint.bind(given, runner);
    var prepared = runner.prepare(bound);
    var settled = new HashMap<String, Datum>();
    for (var name : bound.settled()) {
      if (given.containsKey(name)) {
        settled.put(name, Objects.requireNonNull(given.get(name)));
      }
    }
    entries.add(new Entry(types, settled, prepared));
    if (entries.size() > KEPT) {
      entries.removeFirst().prepared().close();
    }
    return prepared;
  }

  @Override
  public void close() {
    entries.forEach(entry -> entry.prepared().close());
    entries.clear();
  }
}
