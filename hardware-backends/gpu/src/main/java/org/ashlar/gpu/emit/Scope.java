package org.ashlar.gpu.emit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.kernel.Buffer;

/// What names stand for at one point of an entry, and what is known there.
final class Scope {
  private final Deque<Map<Expr, Value>> values = new ArrayDeque<>();
  private final Map<Buffer, Place> places = new HashMap<>();
  private Facts facts = Facts.NONE;

  Scope() {
    values.push(new HashMap<>());
  }

  Facts facts() {
    return facts;
  }

  /// Does something in a scope of its own: what is computed there is not there afterwards.
  void inside(Facts known, Runnable what) {
    var before = facts;
    facts = known;
    values.push(new HashMap<>());
    what.run();
    values.pop();
    facts = before;
  }

  Optional<Value> find(Expr e) {
    for (var level : values) {
      var value = level.get(e);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  void bind(Expr e, Value value) {
    values.element().put(e, value);
  }

  void know(Facts more) {
    facts = more;
  }

  void place(Buffer buffer, Place place) {
    places.put(buffer, place);
  }

  Place place(Buffer buffer) {
    var place = places.get(buffer);
    if (place == null) {
      throw new IllegalArgumentException("buffer " + buffer.name() + ": is not allocated here");
    }
    return place;
  }
}
