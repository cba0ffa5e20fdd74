package org.ashlar.onnx.recurrent;

import org.ashlar.onnx.translate.Translations;

/// The recurrent layers of ONNX.
public final class RecurrentTranslations {
  private RecurrentTranslations() {}

  public static void register(Translations into) {
    into.add("RNN", Layers::rnn, 1, 7, 14, 22)
        .add("GRU", Layers::gru, 1, 3, 7, 14, 22)
        .add("LSTM", Layers::lstm, 1, 7, 14, 22);
  }
}
