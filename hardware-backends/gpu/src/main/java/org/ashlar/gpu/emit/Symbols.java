package org.ashlar.gpu.emit;

/// Names that PTX takes: letters, digits and underscores.
final class Symbols {
  private Symbols() {}

  static String of(String name) {
    var symbol = name.replaceAll("[^A-Za-z0-9_]", "_");
    return Character.isLetter(symbol.isEmpty() ? '0' : symbol.charAt(0)) ? symbol : "k_" + symbol;
  }
}
