package org.ashlar.models.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ashlar.models.bench.report.Report;
import org.ashlar.models.bench.report.Row;
import org.ashlar.models.bench.worker.Job;

/// Adds to the rows of a report how long each model takes from its file to its first answer in a
/// new process, and how much memory that process takes; one process a side.
record FirstAnswers(Launch launch, Job job, Duration limit, Measuring.Listener listener) {
  Report of(Report report) {
    var rows = new ArrayList<Row>();
    for (var row : report.rows()) {
      listener.begin("first answer of " + row.name(), rows.size(), report.rows().size());
      rows.add(row.isError() ? row : row.with(facts(row.name())));
    }
    return report.with(rows);
  }

  private Map<String, Object> facts(String name) {
    var facts = new LinkedHashMap<String, Object>();
    add(facts, "", first(name, "none"));
    if (!job.peer().equals("none")) {
      add(facts, "peer_", first(name, job.peer()));
    }
    return facts;
  }

  private Row first(String name, String side) {
    return new Measuring(launch, job.first(name, side), limit, Measuring.Listener.SILENT)
        .report()
        .rows()
        .getFirst();
  }

  private static void add(Map<String, Object> facts, String side, Row first) {
    for (var fact : new String[] {"first_answer_ms", "peak_bytes"}) {
      if (first.has(fact)) {
        facts.put(side + fact, first.number(fact));
      }
    }
  }
}
