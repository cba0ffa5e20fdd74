package org.ashlar.onnx.write;

/// Every operator with a counterpart in the format: one line a group of kin.
final class Words {
  private Words() {}

  static Phrases all() {
    var phrases = new Phrases();
    Elements.register(phrases);
    Reductions.register(phrases);
    Moves.register(phrases);
    Layers.register(phrases);
    Quantised.register(phrases);
    Recurrent.register(phrases);
    Orders.register(phrases);
    return phrases;
  }
}
