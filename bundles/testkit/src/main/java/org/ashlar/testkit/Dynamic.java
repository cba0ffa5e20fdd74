package org.ashlar.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/// Laws as tests of JUnit, on the services of the class path.
final class Dynamic {
  private Dynamic() {}

  static Stream<DynamicTest> tests(Lawful subject) {
    return subject.laws(TestRegistry.ofClassPath()).stream()
        .map(law ->
            DynamicTest.dynamicTest(
                subject.subject() + ": " + law.name(),
                () -> {
                  var outcome = Laws.run(subject.subject(), law);
                  Assertions.assertTrue(outcome.held(), outcome::toString);
                }));
  }
}
