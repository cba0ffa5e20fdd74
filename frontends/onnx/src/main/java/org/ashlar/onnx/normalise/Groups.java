package org.ashlar.onnx.normalise;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.normalise.GroupNorm;
import org.ashlar.operators.normalise.InstanceNorm;

/// Normalisation of the channels of one image, each alone or in groups.
final class Groups {
  private Groups() {}

  static List<Term> instances(Call call) {
    var op = new InstanceNorm(call.real("epsilon", 1e-5));
    return Term.of(call.apply(op, call.value(0), call.value(1), call.value(2)));
  }

  /// One scale and one bias a group.
  static List<Term> groupsEighteen(Call call) {
    return groups(call, perChannel(call, call.value(1)), perChannel(call, call.value(2)));
  }

  /// One scale and one bias a channel.
  static List<Term> groups(Call call) {
    return groups(call, call.value(1), call.value(2));
  }

  private static List<Term> groups(Call call, Value scale, Value bias) {
    var op = new GroupNorm(call.whole("num_groups", 0), call.real("epsilon", 1e-5));
    return Term.of(call.apply(op, call.value(0), scale, bias));
  }

  /// One number a group, repeated for each of its channels.
  private static Value perChannel(Call call, Value number) {
    var channels = call.type(0).size(1);
    var groups = number.tensor().size(0);
    var shape = new Shape(List.<Expr>of(groups, Sizes.floorDiv(channels, groups)));
    var repeated = Build.broadcast(Build.unsqueeze(number, 1), shape);
    return Build.reshape(repeated, new Shape(List.of(channels)));
  }
}
