package org.ashlar.models.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A measuring process of three cases that does not survive the second.
public final class Dying {
  private Dying() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var how = arguments[0];
    if (how.equals("nothing")) {
      System.err.println("it broke");
      System.exit(77);
    }
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var asked = String.valueOf(in.readLine());
    int from = Integer.parseInt(asked.replaceAll("(?s).*\"from\":(\\d+).*", "$1"));
    System.out.println("@{\"cases\":3}");
    for (var name : new String[] {"a", "b", "c"}) {
      if (from-- > 0) {
        continue;
      }
      System.out.println("@{\"begin\":\"" + name + "\"}");
      if (name.equals("b")) {
        System.out.flush();
        System.err.println("it broke");
        if (how.equals("hang")) {
          Thread.sleep(60_000);
        }
        Runtime.getRuntime().halt(77);
      }
      System.out.println("@{\"row\":{\"name\":\"" + name + "\",\"ours_ms\":1.0}}");
    }
  }
}
