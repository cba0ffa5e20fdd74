package org.ashlar.cpu;

/// What the generator of machine code does not do; the kernel becomes bytecode instead.
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  Refused(String reason) {
    super(reason, null, false, false);
  }
}
