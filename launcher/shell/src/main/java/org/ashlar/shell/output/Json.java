package org.ashlar.shell.output;

import tools.jackson.databind.json.JsonMapper;

/// What commands print with `--json`.
public final class Json {
  private Json() {}

  public static String of(Object value) {
    return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }
}
