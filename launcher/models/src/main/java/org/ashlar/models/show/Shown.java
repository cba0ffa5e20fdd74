package org.ashlar.models.show;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ashlar.ir.Input;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Gap;
import org.ashlar.ir.stage.Model;
import org.ashlar.ir.stage.Node;
import org.ashlar.ir.stage.Port;
import org.ashlar.models.data.Given;
import org.ashlar.shell.output.Table;

/// What is told of a model.
///
/// @param operators by the name that the file gives them, with how often each is called
/// @param known who could provide what each gap lacks
/// @param model as a program; empty where something is missing or its structure hangs on values
/// @param cost of the program for the sizes told
/// @param notes why something is not told
record Shown(
    String source,
    Blueprint blueprint,
    Map<String, Integer> operators,
    Map<Gap, List<String>> known,
    Optional<Model> model,
    Optional<Cost> cost,
    List<String> notes) {

  static Map<String, Integer> operators(Blueprint blueprint, Optional<Model> model) {
    var counts = new TreeMap<String, Integer>();
    if (blueprint.nodes().isEmpty()) {
      model.ifPresent(m -> {
        for (var value : Walk.order(m.function().outputs())) {
          if (value.result() == 0 && !(value.op() instanceof Input)) {
            counts.merge(value.op().id().toString(), 1, Integer::sum);
          }
        }
      });
    } else {
      count(blueprint.nodes(), counts);
    }
    return counts;
  }

  private static void count(List<Node> nodes, Map<String, Integer> counts) {
    for (var node : nodes) {
      counts.merge(name(node.operator()), 1, Integer::sum);
      count(node.inside(), counts);
    }
  }

  private static String name(OperatorId id) {
    return (id.domain().isEmpty() ? "" : id.domain() + ".") + id.name() + " " + id.version();
  }

  long parameters() {
    return model
        .map(m -> m.variables().values().stream().mapToLong(TensorData::elements).sum())
        .orElse(0L);
  }

  long parameterBytes() {
    return model
        .map(m ->
            m.variables().values().stream().mapToLong(t -> t.elements() * t.dtype().bytes()).sum())
        .orElse(0L);
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("model    " + source);
    new TreeMap<>(blueprint.facts())
        .forEach((key, fact) -> lines.add("  %-22s %s".formatted(key, cut(fact, 54))));
    ports("inputs", blueprint.inputs(), lines);
    ports("outputs", blueprint.outputs(), lines);
    long calls = operators.values().stream().mapToLong(Integer::longValue).sum();
    lines.add("operators  " + operators.size() + ", called " + calls + " times");
    columns(lines);
    if (model.isPresent()) {
      lines.add(
          String.format(
              Locale.ROOT, "weights    %,d numbers, %s", parameters(), bytes(parameterBytes())));
    }
    cost.ifPresent(c -> {
      lines.add(
          String.format(
              Locale.ROOT,
              "work       %,d products summed (MACs)%s",
              c.products(),
              c.isWhole() ? "" : ", and more that hangs on data"));
      lines.add("memory     at most " + bytes(c.liveBytes()) + " between operators, before fusion");
    });
    notes.forEach(note -> lines.add("note       " + note));
    gaps(lines);
    return lines;
  }

  private void gaps(List<String> lines) {
    if (known.isEmpty()) {
      lines.add("missing    nothing: every operator is here");
      return;
    }
    lines.add("missing    " + known.size());
    known.forEach((gap, who) -> {
      lines.add("  " + gap);
      lines.add(
          "    "
              + (who.isEmpty()
                  ? "no known bundle has it: plugin new makes a project for one"
                  : "in " + String.join(", ", who)));
    });
  }

  private static void ports(String title, List<Port> ports, List<String> lines) {
    lines.add(title);
    var table = new Table("", "", "");
    ports.forEach(port ->
        table.row("  " + port.name(), Given.text(port.type()), port.optional() ? "optional" : ""));
    lines.addAll(table.lines().subList(1, ports.size() + 1));
  }

  /// Operators with their counts, as many beside one another as eighty columns take.
  private void columns(List<String> lines) {
    var cells = new ArrayList<String>();
    operators.forEach((name, count) -> cells.add(name + " x " + count));
    int wide = cells.stream().mapToInt(String::length).max().orElse(1) + 2;
    int beside = Math.max(1, 78 / wide);
    int rows = (cells.size() + beside - 1) / beside;
    for (int row = 0; row < rows; row++) {
      var line = new StringBuilder("  ");
      for (int at = row; at < cells.size(); at += rows) {
        line.append(cells.get(at)).append(" ".repeat(wide - cells.get(at).length()));
      }
      lines.add(line.toString().stripTrailing());
    }
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("model", source);
    json.put("facts", new TreeMap<>(blueprint.facts()));
    json.put("inputs", blueprint.inputs().stream().map(Shown::port).toList());
    json.put("outputs", blueprint.outputs().stream().map(Shown::port).toList());
    json.put("operators", operators);
    model.ifPresent(m -> {
      json.put("parameters", parameters());
      json.put("parameter_bytes", parameterBytes());
    });
    cost.ifPresent(c -> {
      json.put("macs", c.products());
      json.put("macs_complete", c.isWhole());
      json.put("live_bytes", c.liveBytes());
    });
    json.put("notes", notes);
    var gaps = new ArrayList<Map<String, Object>>();
    known.forEach((gap, who) ->
        gaps.add(
            Map.of(
                "operator",
                gap.operator().toString(),
                "count",
                gap.nodes().size(),
                "nodes",
                gap.nodes(),
                "reason",
                gap.reason(),
                "known",
                who)));
    json.put("missing", gaps);
    return json;
  }

  private static Map<String, Object> port(Port port) {
    return Map.of(
        "name", port.name(), "type", Given.text(port.type()), "optional", port.optional());
  }

  static String bytes(long bytes) {
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024));
  }

  private static String cut(String text, int columns) {
    var line = text.lines().findFirst().orElse("");
    return line.length() > columns ? line.substring(0, columns - 3) + "..." : line;
  }
}
