package org.ashlar.simulators;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.ashlar.simulation.lab.KernelArgument;

/// What `--arg` says of a parameter: `TYPE:NUMBER`, `TYPE:COUNT:random`, `zeros`, `iota`, or
/// `TYPE:FILE`.
///
/// Random numbers are the same in every run: floats from -1 to 1, whole numbers from 0 to 99.
record Argument(String text, Element element, KernelArgument value) {
  /// @param index of the argument: each has random numbers of its own
  static Argument of(String text, int index) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "--arg " + text + ": a type must stand before a colon, as in u32:5 or f32:1024:zeros");
    }
    var element = Element.of(text.substring(0, colon), text);
    var rest = text.substring(colon + 1);
    if (rest.endsWith(".npy") || rest.endsWith(".raw")) {
      return new Argument(text, element, new KernelArgument.Buffer(file(element, rest, text)));
    }
    int second = rest.indexOf(':');
    if (second < 0) {
      return new Argument(text, element, new KernelArgument.Scalar(element.parse(rest, text)));
    }
    int count = count(rest.substring(0, second), element, text);
    var how = rest.substring(second + 1);
    return new Argument(
        text, element, new KernelArgument.Buffer(made(element, count, how, index, text)));
  }

  private static int count(String digits, Element element, String text) {
    try {
      int count = Integer.parseInt(digits);
      if (count > 0 && (long) count * element.bytes() < Integer.MAX_VALUE) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Said below, for every wrong count.
    }
    throw new IllegalArgumentException(
        "--arg " + text + ": the number of elements, of less than 2 GiB in all: " + digits);
  }

  private static byte[] made(Element element, int count, String how, int index, String text) {
    var buffer = buffer(count * element.bytes());
    var random = new SplittableRandom(index + 1L);
    for (int i = 0; i < count; i++) {
      element.put(
          buffer,
          switch (how) {
            case "zeros" -> 0;
            case "iota" -> element.bits(i);
            case "random" ->
                element.real() ? element.bits(random.nextDouble() * 2 - 1) : random.nextInt(100);
            default ->
                throw new IllegalArgumentException(
                    "--arg " + text + ": random, zeros, iota or a file .npy or .raw: " + how);
          });
    }
    return buffer.array();
  }

  private static byte[] file(Element element, String name, String text) {
    // A count before the file's name may stand there; the file knows better.
    int colon = name.indexOf(':');
    boolean counted = colon > 0 && name.substring(0, colon).chars().allMatch(Character::isDigit);
    var path = Path.of(counted ? name.substring(colon + 1) : name);
    var bytes = UserFiles.bytes(path);
    return path.toString().endsWith(".raw") ? bytes : Npy.values(bytes, element, text);
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The first elements of a buffer, and how many follow.
  String shown(byte[] bytes, int most) {
    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int count = bytes.length / element.bytes();
    var parts = new ArrayList<String>();
    for (int i = 0; i < Math.min(count, most); i++) {
      parts.add(element.shown(buffer, i));
    }
    return String.join(" ", parts) + (count > most ? " … (" + count + " in all)" : "");
  }
}
