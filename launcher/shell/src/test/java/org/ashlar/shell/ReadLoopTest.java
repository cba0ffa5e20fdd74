package org.ashlar.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReadLoopTest {
  /// A command with an option, to have something to complete.
  @CommandLine.Command(name = "services")
  static final class Sample implements Runnable {
    @CommandLine.Option(names = "--json")
    private boolean json;

    @Override
    public void run() {
      assertEquals(false, json);
    }
  }

  @Test
  void blanksDivideAndQuotesHoldTogether() {
    assertEquals(
        List.of("explain", "a + b", "--json"), ReadLoop.words("  explain 'a + b'   --json "));
    assertEquals(List.of("swap", "say \"x\""), ReadLoop.words("swap \"say \\\"x\\\"\""));
    assertEquals(List.of(), ReadLoop.words("   "));
    assertEquals(List.of(), ReadLoop.words("# only a remark"));
  }

  @Test
  void commandsAndOptionsComplete() {
    assertEquals(List.of("services"), complete("serv"));
    assertEquals(List.of("--json"), complete("services --j"));
    assertEquals(List.of(), complete("services --x"));
  }

  private static List<String> complete(String line) {
    var commands = new CommandLine(new Ashlar()).addSubcommand("services", new Sample());
    var found = new ArrayList<Candidate>();
    new Completion(commands.getCommandSpec())
        .complete(
            new DefaultParser().parse(line, line.length(), Parser.ParseContext.COMPLETE), found);
    return found.stream().map(Candidate::value).toList();
  }
}
