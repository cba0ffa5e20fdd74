package org.ashlar.models.show;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A model as boxes and arrows.
///
/// @param boxes arguments before their users
record Picture(List<Box> boxes, List<Arrow> arrows) {
  Picture {
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
  }

  /// A call, an input or an output.
  ///
  /// @param label what stands in it
  /// @param kind `input`, `output`, `call`, or `gap` for what nobody can run
  /// @param facts what a click shows, in words
  record Box(String label, String kind, Map<String, String> facts) {
    Box {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
  }

  /// @param from a box's number
  /// @param to a later one's
  /// @param label what goes along it
  record Arrow(int from, int to, String label) {}

  /// Collects boxes and the arrows between them, by the names of values.
  static final class Drawing {
    private final List<Box> boxes = new ArrayList<>();
    private final List<Arrow> arrows = new ArrayList<>();
    private final Map<String, Integer> makers = new LinkedHashMap<>();

    /// @param label of each arrow, by the name of its value
    void box(Box box, List<String> takes, List<String> gives, UnaryOperator<String> label) {
      int number = boxes.size();
      boxes.add(box);
      for (var name : takes) {
        var from = makers.get(name);
        if (from != null) {
          arrows.add(new Arrow(from, number, label.apply(name)));
        }
      }
      gives.forEach(name -> makers.put(name, number));
    }

    Picture picture() {
      return new Picture(boxes, arrows);
    }
  }
}
