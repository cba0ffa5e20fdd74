package org.ashlar.onnx;

import java.util.Optional;
import java.util.function.Supplier;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.onnx.attention.AttentionTranslations;
import org.ashlar.onnx.elementwise.Elementwise;
import org.ashlar.onnx.gather.GatherTranslations;
import org.ashlar.onnx.image.ImageTranslations;
import org.ashlar.onnx.loss.Losses;
import org.ashlar.onnx.microsoft.MicrosoftTranslations;
import org.ashlar.onnx.ml.Classic;
import org.ashlar.onnx.move.MoveTranslations;
import org.ashlar.onnx.neural.NeuralTranslations;
import org.ashlar.onnx.normalise.NormaliseTranslations;
import org.ashlar.onnx.order.OrderTranslations;
import org.ashlar.onnx.picture.PictureTranslations;
import org.ashlar.onnx.pool.PoolTranslations;
import org.ashlar.onnx.quantise.Quantised;
import org.ashlar.onnx.random.Draws;
import org.ashlar.onnx.recurrent.RecurrentTranslations;
import org.ashlar.onnx.reduce.Reduce;
import org.ashlar.onnx.signal.SignalTranslations;
import org.ashlar.onnx.structure.Structure;
import org.ashlar.onnx.text.TextTranslations;
import org.ashlar.onnx.training.Gradients;
import org.ashlar.onnx.training.Optimisers;
import org.ashlar.onnx.translate.Translations;

/// Every translation: one line a class of kin.
public final class Library {
  private Library() {}

  /// A registry of all translations, where nothing derives functions.
  public static Translations all() {
    return all(Optional::empty);
  }

  /// A registry of all translations.
  ///
  /// @param autodiff who derives functions, asked when a model needs it
  public static Translations all(Supplier<Optional<Autodiff>> autodiff) {
    var t = new Translations();
    numbers(t);
    Gradients.register(t, autodiff);
    places(t);
    networks(t);
    structure(t);
    TextTranslations.widen(t);
    return t;
  }

  /// Elements, reductions, losses, quantised numbers, random numbers, training.
  private static void numbers(Translations t) {
    Elementwise.register(t);
    Reduce.register(t);
    Losses.register(t);
    Quantised.register(t);
    Draws.register(t);
    Optimisers.register(t);
  }

  /// Moving, gathering, sorting, strings, classic machine learning.
  private static void places(Translations t) {
    MoveTranslations.register(t);
    GatherTranslations.register(t);
    OrderTranslations.register(t);
    TextTranslations.register(t);
    PictureTranslations.register(t);
    Classic.register(t);
  }

  /// Convolution, pooling, normalisation, attention, recurrence, images, signals.
  private static void networks(Translations t) {
    NeuralTranslations.register(t);
    PoolTranslations.register(t);
    NormaliseTranslations.register(t);
    AttentionTranslations.register(t);
    RecurrentTranslations.register(t);
    ImageTranslations.register(t);
    SignalTranslations.register(t);
    MicrosoftTranslations.register(t);
  }

  /// Constants, shapes, control flow, sequences, optionals.
  private static void structure(Translations t) {
    Structure.register(t);
  }
}
