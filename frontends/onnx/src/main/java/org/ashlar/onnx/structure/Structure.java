package org.ashlar.onnx.structure;

import org.ashlar.onnx.control.Branches;
import org.ashlar.onnx.control.Loops;
import org.ashlar.onnx.control.Mapped;
import org.ashlar.onnx.control.Scans;
import org.ashlar.onnx.sequence.Optionals;
import org.ashlar.onnx.sequence.Parts;
import org.ashlar.onnx.sequence.Sequences;
import org.ashlar.onnx.translate.Translations;

/// What a graph is made of besides numbers: constants, shapes, control flow, sequences, optionals.
public final class Structure {
  private Structure() {}

  public static void register(Translations into) {
    Branches.register(into);
    Constants.register(into);
    Loops.register(into);
    Mapped.register(into);
    Optionals.register(into);
    Parts.register(into);
    Scans.register(into);
    Sequences.register(into);
  }
}
