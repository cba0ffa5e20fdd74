package org.ashlar.cpu.x86;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// GNU objdump, where the machine has it: what others read in our bytes.
final class Disassembler {
  private static final int PLACE = 32;
  private static final int NOTHING = 0x90;
  private static final Pattern LINE =
      Pattern.compile("^ *([0-9a-f]+):\t((?:[0-9a-f]{2} )+) *\t(.*)$");

  private Disassembler() {}

  /// @param bytes how many it took for the instruction
  /// @param texts ways to write what it read
  record Read(int bytes, Set<String> texts) {}

  static boolean isHere() {
    try {
      return new ProcessBuilder("objdump", "--version").redirectErrorStream(true).start().waitFor()
          == 0;
    } catch (IOException | InterruptedException _) {
      return false;
    }
  }

  /// What it reads at the start of each piece of code; empty where it sees no instruction there.
  static List<Optional<Read>> read(List<byte[]> pieces) throws Exception {
    var all = new byte[pieces.size() * PLACE];
    Arrays.fill(all, (byte) NOTHING);
    for (int i = 0; i < pieces.size(); i++) {
      System.arraycopy(pieces.get(i), 0, all, i * PLACE, pieces.get(i).length);
    }
    var file = Files.createTempFile("ashlar", ".code");
    var text = Files.createTempFile("ashlar", ".text");
    try {
      Files.write(file, all);
      new ProcessBuilder(
              "objdump",
              "-D",
              "-w",
              "-z",
              "-b",
              "binary",
              "-m",
              "i386:x86-64",
              "-M",
              "intel",
              file.toString())
          .redirectOutput(text.toFile())
          .start()
          .waitFor();
      Map<Integer, Read> found = new HashMap<>();
      for (var line : Files.readAllLines(text)) {
        var m = LINE.matcher(line);
        if (m.matches()) {
          found.put(
              Integer.parseInt(m.group(1), 16),
              new Read(m.group(2).strip().split(" ").length, spellings(usual(m.group(3)))));
        }
      }
      return IntStream.range(0, pieces.size())
          .mapToObj(i -> Optional.ofNullable(found.get(i * PLACE)))
          .toList();
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(text);
    }
  }

  /// The text in our way of writing: sizes of memory and zero displacements are not said, numbers
  /// of instructions keep their sign, comparisons their number.
  private static String usual(String text) {
    var usual =
        text.strip()
            .replaceAll("\\{e?vex\\} ", "")
            .replaceAll(" +#.*$", "")
            .replaceAll("\\{1to\\d+\\}", "")
            .replaceAll("\\w+ BCST (\\[[^]]*\\])", "$1{1to*}")
            .replaceAll("[+]0x0\\]", "]")
            .replaceAll("[+]riz[*]1", "")
            .replaceAll("^movabs", "mov")
            .replaceAll("\\w+ PTR (?:ds:)?", "")
            .replaceAll(" +", " ");
    return usual;
  }

  /// The text, and how we would write the same: a comparison with its number, a number with its
  /// sign.
  private static Set<String> spellings(String text) {
    var all = new HashSet<String>();
    all.add(text);
    var comparison = COMPARISON.matcher(text);
    if (comparison.matches()) {
      int number = COMPARISONS.indexOf(comparison.group(2));
      all.add(comparison.group(1) + comparison.group(3) + ",0x" + Integer.toHexString(number));
    }
    var wide = WIDE.matcher(text);
    if (wide.matches()) {
      long value = Long.parseUnsignedLong(wide.group(2), 16);
      all.add(wide.group(1) + new Imm(wide.group(2).length() == 8 ? (int) value : value));
    }
    return all;
  }

  private static final Pattern WIDE = Pattern.compile("^(.*,)0x([89a-f](?:.{7}|.{15}))$");
  private static final Pattern COMPARISON =
      Pattern.compile("^(vp?cmp)([a-z_]*?)((?:[ps][sdh]|u?[bwdq]) .*)$");
  private static final List<String> COMPARISONS =
      List.of(
          "eq",
          "lt",
          "le",
          "unord",
          "neq",
          "nlt",
          "nle",
          "ord",
          "eq_uq",
          "nge",
          "ngt",
          "false",
          "neq_oq",
          "ge",
          "gt",
          "true",
          "eq_os",
          "lt_oq",
          "le_oq",
          "unord_s",
          "neq_us",
          "nlt_uq",
          "nle_uq",
          "ord_s",
          "eq_us",
          "nge_uq",
          "ngt_uq",
          "false_os",
          "neq_os",
          "ge_oq",
          "gt_oq",
          "true_us");
}
