package org.ashlar.onnx.picture;

/// Portable any-map: the bit, gray and pixel maps of Netpbm in their plain and raw forms (P1 to
/// P6).
final class Pnm {
  private final byte[] file;
  private int at = 2;

  private Pnm(byte[] file) {
    this.file = file;
  }

  static boolean is(byte[] file) {
    return file.length > 2
        && file[0] == 'P'
        && file[1] >= '1'
        && file[1] <= '6'
        && (isSpace(file[2]) || file[2] == '#');
  }

  static Picture read(byte[] file) {
    return new Pnm(file).picture(file[1] - '0');
  }

  private Picture picture(int kind) {
    int width = number();
    int height = number();
    Picture.claim(width, height);
    boolean bits = kind == 1 || kind == 4;
    int most = bits ? 1 : number();
    if (most < 1 || most > 65535) {
      throw broken("the largest number must be 1..65535: " + most);
    }
    int bands = kind % 3 == 0 ? 3 : 1;
    boolean raw = kind > 3;
    if (raw) {
      at++;
    }
    // a plain number needs two bytes, a raw bit an eighth of one
    long least = (long) width * height * bands / (kind == 4 ? 8 : 1);
    if (least > file.length - at) {
      throw broken("ends before its " + width + " x " + height + " pixels");
    }
    var pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int band = 0; band < bands; band++) {
          int value =
              kind == 4 ? bit(x, width) : kind == 1 ? digit() : raw ? sample(most) : number();
          // bits are ink: 1 is black
          int scaled = bits ? 255 - 255 * value : (Math.min(value, most) * 510 + most) / (2 * most);
          rgb = rgb << 8 | scaled;
        }
        pixels[y * width + x] = bands == 3 ? rgb : rgb << 16 | rgb << 8 | rgb;
      }
    }
    return new Picture(height, width, pixels);
  }

  private int sample(int most) {
    int first = next();
    return most < 256 ? first : first << 8 | next();
  }

  /// Bits of a row fill whole bytes, the first one the highest.
  private int bit(int x, int width) {
    int value = file(at) >> 7 - x % 8 & 1;
    if (x % 8 == 7 || x == width - 1) {
      at++;
    }
    return value;
  }

  private int digit() {
    skip();
    int value = next() - '0';
    if (value < 0 || value > 1) {
      throw broken("a bit must be 0 or 1");
    }
    return value;
  }

  private int number() {
    skip();
    int from = at;
    int value = 0;
    while (at < file.length && file[at] >= '0' && file[at] <= '9' && at - from < 9) {
      value = 10 * value + file[at++] - '0';
    }
    if (at == from) {
      throw broken("a number is missing at byte " + at);
    }
    return value;
  }

  private void skip() {
    while (at < file.length && (isSpace(file[at]) || file[at] == '#')) {
      if (file[at++] == '#') {
        while (at < file.length && file[at] != '\n') {
          at++;
        }
      }
    }
  }

  private int next() {
    return file(at++);
  }

  private int file(int place) {
    if (place >= file.length) {
      throw broken("ends at byte " + file.length);
    }
    return file[place] & 255;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  private static IllegalArgumentException broken(String facts) {
    return new IllegalArgumentException("image: pnm: " + facts);
  }
}
