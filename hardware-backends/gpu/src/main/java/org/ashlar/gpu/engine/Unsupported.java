package org.ashlar.gpu.engine;

/// Why a kernel cannot become a class: it is interpreted then.
final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unsupported(String why) {
    super(why, null, false, false);
  }
}
