package org.ashlar.operators.image;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// Blocks of an image as channels, the opposite of {@link DepthToSpace}: `y[n, c', h, w] = x[n, c,
/// h·b + p, w·b + q]`, where `c'` stands for channel `c` and the place `(p, q)` in the block.
///
/// With order CRD it is the pixel unshuffle of the field. Takes anything with four dimensions,
/// whose height and width b divides. (ONNX operator SpaceToDepth, which has order DCR.)
///
/// @param block the block's size, `b`
public record SpaceToDepth(long block, BlockOrder order) implements Operator {
  public SpaceToDepth {
    Blocks.check("spacetodepth", block);
  }

  public SpaceToDepth() {
    this(2, BlockOrder.DCR);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Blocks.image(this, args);
    var x = a.get(0);
    a.require(
        divides(x.size(2)) && divides(x.size(3)),
        "blocks of " + block + " by " + block + " do not divide the image");
    var shape =
        List.of(
            x.size(0),
            Sizes.multiply(x.size(1), block * block),
            Sizes.floorDiv(x.size(2), block),
            Sizes.floorDiv(x.size(3), block));
    return List.of(new TensorType(x.dtype(), new Shape(shape)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var i = Sizes.indices("i", 4);
    boolean placesFirst = order == BlockOrder.DCR;
    var many = a.get(0).size(1);
    var all = Expr.of(block * block);
    var channel = placesFirst ? Sizes.floorMod(i.get(1), many) : Sizes.floorDiv(i.get(1), all);
    var place = placesFirst ? Sizes.floorDiv(i.get(1), many) : Sizes.floorMod(i.get(1), all);
    var down = Sizes.floorDiv(place, block);
    var right = Sizes.floorMod(place, Expr.of(block));
    return Meaning.Indexed.of(
        i,
        a.read(
            0,
            i.get(0),
            channel,
            Sizes.add(Sizes.multiply(i.get(2), block), down),
            Sizes.add(Sizes.multiply(i.get(3), block), right)));
  }

  private boolean divides(Expr size) {
    return Sizes.known(size).map(s -> s % block == 0).orElse(false);
  }
}
