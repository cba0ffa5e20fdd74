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

/// Channels as blocks of an image: `y[n, c, h, w] = x[n, c', ⌊h / b⌋, ⌊w / b⌋]`, where `c'` stands
/// for channel `c` and the place `(h mod b, w mod b)` in the block.
///
/// With order CRD it is the pixel shuffle of the field (Shi and others 2016, arXiv:1609.05158).
/// Takes anything with four dimensions, and a number of channels that b² divides. (ONNX operator
/// DepthToSpace.)
///
/// @param block the block's size, `b`
public record DepthToSpace(long block, BlockOrder order) implements Operator {
  public DepthToSpace {
    Blocks.check("depthtospace", block);
  }

  public DepthToSpace() {
    this(2, BlockOrder.DCR);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Blocks.image(this, args);
    var x = a.get(0);
    a.require(
        Sizes.known(x.size(1)).map(c -> c % (block * block) == 0).orElse(false),
        "blocks of " + block + " by " + block + " do not divide the channels");
    var shape =
        List.of(
            x.size(0),
            Sizes.floorDiv(x.size(1), block * block),
            Sizes.multiply(x.size(2), block),
            Sizes.multiply(x.size(3), block));
    return List.of(new TensorType(x.dtype(), new Shape(shape)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var i = Sizes.indices("i", 4);
    var down = Sizes.floorMod(i.get(2), Expr.of(block));
    var right = Sizes.floorMod(i.get(3), Expr.of(block));
    var place = Sizes.add(Sizes.multiply(down, block), right);
    var many = Sizes.floorDiv(a.get(0).size(1), block * block);
    var channel =
        order == BlockOrder.DCR
            ? Sizes.add(Sizes.multiply(place, many), i.get(1))
            : Sizes.add(Sizes.multiply(i.get(1), block * block), place);
    return Meaning.Indexed.of(
        i,
        a.read(
            0,
            i.get(0),
            channel,
            Sizes.floorDiv(i.get(2), block),
            Sizes.floorDiv(i.get(3), block)));
  }
}
