package org.ashlar.models.conform;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The outcomes of all tests on one device, counted. What is unsupported is never a pass.
///
/// @param seconds that all took together
record Tally(String device, double seconds, List<Outcome> tests) {
  Tally {
    tests = List.copyOf(tests);
  }

  long count(Status status) {
    return tests.stream().filter(test -> test.status() == status).count();
  }

  /// Tests whose outcome the specification determines: what passes is held against these.
  long determined() {
    return tests.size() - count(Status.UNDETERMINED) - count(Status.EXCLUDED);
  }

  boolean allPass() {
    return count(Status.PASS) == tests.size() - count(Status.EXCLUDED);
  }

  /// The names of tests that end well: pass, or are undetermined and as good as can be.
  List<String> passing() {
    return tests.stream()
        .filter(test -> test.status() == Status.PASS || test.status() == Status.UNDETERMINED)
        .map(Outcome::name)
        .sorted()
        .toList();
  }

  /// `cpu: 1390 of 1401 pass; 3 fail, 8 undetermined; 62.3 s`
  @Override
  public String toString() {
    var others =
        Arrays.stream(Status.values())
            .filter(status -> status != Status.PASS && count(status) > 0)
            .map(status -> count(status) + " " + status)
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s: %d of %d pass%s; %.1f s",
        device,
        count(Status.PASS),
        tests.size(),
        others.isEmpty() ? "" : "; " + others,
        seconds);
  }

  Map<String, @Nullable Object> json() {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("device", device);
    json.put("total", tests.size());
    for (var status : Status.values()) {
      if (status != Status.EXCLUDED || count(status) > 0) {
        json.put(status.toString(), count(status));
      }
    }
    json.put("seconds", Math.round(seconds * 10) / 10.0);
    json.put("tests", tests.stream().map(Outcome::json).toList());
    return json;
  }
}
