package org.ashlar.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the table holds is what the assembler takes, and what is printed reads to the same.
class FormsTest {
  private static final long SEED = Long.getLong("seed", 7);
  private static final int EACH = Integer.getInteger("each", 3);

  private static List<Instruction> drawn(int machine) {
    var random = new RandomText(SEED);
    var list = new ArrayList<Instruction>();
    for (var form : Forms.standard().all()) {
      for (int i = 0; i < EACH; i++) {
        var instruction = random.draw(form);
        // Only functions store parameters.
        if (form.machine() <= machine && !instruction.spelling().startsWith("st.param")) {
          list.add(instruction);
        }
      }
    }
    return list;
  }

  @Test
  void randomInstructionsAreVerified() {
    var text = RandomText.text("sm_90", drawn(90));
    var module = Parser.parse("random.ptx", text);
    assertEquals(
        List.of(),
        Verifier.verify(module).stream().map(Throwable::getMessage).toList(),
        "seed " + SEED);
    var printed = Printer.print(module);
    assertEquals(printed, Printer.print(Parser.parse("again.ptx", printed)), "seed " + SEED);
  }

  @Test
  void theAssemblerTakesRandomInstructions() {
    Ptxas.needed();
    for (int machine : new int[] {80, 90}) {
      var instructions = drawn(machine);
      var text = RandomText.text("sm_" + machine, instructions);
      var refused = new TreeMap<String, String>();
      for (var line : Ptxas.complaints(text, "sm_" + machine).lines().toList()) {
        var matcher = java.util.regex.Pattern.compile("line (\\d+); (.*)").matcher(line);
        if (matcher.find()) {
          int at = Integer.parseInt(matcher.group(1)) - RandomText.firstLine();
          refused.merge(
              at >= 0 && at < instructions.size() ? instructions.get(at).toString() : line,
              matcher.group(2),
              (a, b) -> a);
        } else if (!line.contains("aborted")) {
          refused.put(line, "");
        }
      }
      assertEquals(
          "",
          String.join(
              "\n",
              refused.entrySet().stream().map(e -> e.getKey() + "  " + e.getValue()).toList()),
          "sm_" + machine + ", seed " + SEED);
    }
  }
}
