package org.ashlar.onnx.move;

import java.util.Arrays;
import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.image.BlockOrder;
import org.ashlar.operators.image.CenterCropPad;
import org.ashlar.operators.image.DepthToSpace;
import org.ashlar.operators.image.SpaceToDepth;

/// Blocks of images: pixel shuffling and what lies in the middle.
final class Blocks {
  private Blocks() {}

  static List<Term> depthToSpace(Call call) {
    var mode = call.text("mode", "DCR");
    var order =
        switch (mode) {
          case "DCR" -> BlockOrder.DCR;
          case "CRD" -> BlockOrder.CRD;
          default -> throw call.refuse("mode must be DCR or CRD: " + mode);
        };
    return Term.of(call.apply(new DepthToSpace(block(call), order), call.value(0)));
  }

  static List<Term> spaceToDepth(Call call) {
    return Term.of(call.apply(new SpaceToDepth(block(call), BlockOrder.DCR), call.value(0)));
  }

  private static long block(Call call) {
    long block = call.whole("blocksize", 0);
    if (block < 1) {
      throw call.refuse("blocksize must be at least 1: " + block);
    }
    return block;
  }

  static List<Term> centerCropPad(Call call) {
    var sizes = Arrays.stream(call.wholes(1)).boxed().toList();
    return Term.of(call.apply(new CenterCropPad(sizes, call.wholes("axes")), call.value(0)));
  }
}
