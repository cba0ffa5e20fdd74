package org.ashlar.simulators;

import java.nio.charset.StandardCharsets;

/// Buffers in NumPy's `.npy` format: one dimension, the type of the argument.
final class Npy {
  private static final int MAGIC = 6;

  private Npy() {}

  static byte[] values(byte[] file, Element element, String text) {
    boolean wide = file.length > MAGIC && file[MAGIC] > 1;
    int begin = wide ? 12 : 10;
    if (file.length < begin || (file[0] & 0xFF) != 0x93 || file[1] != 'N') {
      throw new IllegalArgumentException("--arg " + text + ": no .npy file: it begins otherwise");
    }
    int length = file[8] & 0xFF | (file[9] & 0xFF) << 8;
    var header =
        new String(file, begin, Math.min(length, file.length - begin), StandardCharsets.US_ASCII);
    var code = header.replaceAll("(?s).*'descr': *'([^']*)'.*", "$1");
    if (!code.substring(1).equals(element.numpy().substring(1))) {
      throw new IllegalArgumentException(
          "--arg %s: the file must hold %s: it holds %s".formatted(text, element.numpy(), code));
    }
    int from = begin + length;
    var values = new byte[file.length - from];
    System.arraycopy(file, from, values, 0, values.length);
    return values;
  }

  static byte[] file(byte[] values, Element element) {
    var header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }"
            .formatted(element.numpy(), values.length / element.bytes());
    int padded = (10 + header.length() + 1 + 63) / 64 * 64;
    var buffer = Argument.buffer(padded + values.length);
    buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    buffer.put((byte) 0).putShort((short) (padded - 10));
    buffer.put(header.getBytes(StandardCharsets.US_ASCII));
    while (buffer.position() < padded - 1) {
      buffer.put((byte) ' ');
    }
    return buffer.put((byte) '\n').put(values).array();
  }
}
