package org.ashlar.cpu.low;

/// Lanes of one kind of element. A single number is a vector of one lane; what lies in the register
/// beside it is undefined.
public record Shape(Element element, int lanes) {
  /// The width of the register that holds it.
  public int bytes() {
    int bytes = element.bytes() * lanes;
    return bytes <= 16 ? 16 : bytes <= 32 ? 32 : 64;
  }

  public boolean isSingle() {
    return lanes == 1;
  }

  public Shape of(Element other) {
    return new Shape(other, lanes);
  }
}
