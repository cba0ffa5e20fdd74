package org.ashlar.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example of the README runs and learns.
class TrainDigitsTest {
  @Test
  void learnsOnAPlainClassPath() {
    var before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      TrainDigits.main();
    } finally {
      System.setOut(before);
    }
    var said = bytes.toString(StandardCharsets.UTF_8);
    var accuracy = Pattern.compile("^([0-9.]+) % right", Pattern.MULTILINE).matcher(said);
    assertTrue(accuracy.find(), "said: " + said);
    assertTrue(Double.parseDouble(accuracy.group(1)) > 90, said);
  }
}
