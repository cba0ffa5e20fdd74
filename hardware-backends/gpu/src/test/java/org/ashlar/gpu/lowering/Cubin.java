package org.ashlar.gpu.lowering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What the assembler makes of a text: the operations of each kernel, counted in the sections of
/// the object file, and its registers.
///
/// @param operations the low 9 bits of each instruction of 16 bytes, without what fills up the end
record Cubin(Map<String, List<Integer>> operations, Map<String, Integer> registers) {
  private static final int NOTHING = 0x118;
  private static final int BRANCH = 0x147;

  static Cubin of(String text) {
    try {
      var folder = Files.createTempDirectory("cubin");
      var source = Files.writeString(folder.resolve("a.ptx"), text);
      var object = folder.resolve("a.cubin");
      var process =
          new ProcessBuilder(
                  "ptxas", "-arch=sm_80", "-v", "-o", object.toString(), source.toString())
              .redirectErrorStream(true)
              .start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      var registers = new HashMap<String, Integer>();
      var matcher =
          Pattern.compile("Compiling entry function '(\\S+)'[\\s\\S]*?Used (\\d+) registers")
              .matcher(said);
      while (matcher.find()) {
        registers.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
      }
      var cubin = new Cubin(read(object), registers);
      Files.delete(source);
      Files.delete(object);
      Files.delete(folder);
      return cubin;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, List<Integer>> read(Path object) throws IOException {
    var data = ByteBuffer.wrap(Files.readAllBytes(object)).order(ByteOrder.LITTLE_ENDIAN);
    long sections = data.getLong(0x28);
    int size = data.getShort(0x3a);
    int count = data.getShort(0x3c);
    int names = (int) data.getLong((int) sections + data.getShort(0x3e) * size + 24);
    var result = new HashMap<String, List<Integer>>();
    for (int i = 0; i < count; i++) {
      int header = (int) sections + i * size;
      int name = names + data.getInt(header);
      int end = name;
      while (data.get(end) != 0) {
        end++;
      }
      var bytes = new byte[end - name];
      data.get(name, bytes);
      var text = new String(bytes, StandardCharsets.UTF_8);
      if (text.startsWith(".text.")) {
        var words = new ArrayList<Integer>();
        for (int at = 0; at < data.getLong(header + 32); at += 16) {
          words.add((int) (data.getLong((int) data.getLong(header + 24) + at) & 0x1ff));
        }
        while (!words.isEmpty() && words.getLast() == NOTHING) {
          words.removeLast();
        }
        if (!words.isEmpty() && words.getLast() == BRANCH) {
          words.removeLast();
        }
        result.put(text.substring(6), words);
      }
    }
    return result;
  }
}
