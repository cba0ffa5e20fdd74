package org.ashlar.reference;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Operand;

/// Reads of operands by a meaning, with their magnitudes.
final class OperandReads implements Reads {
  private final List<Numbers> operands;
  private final int firstMemory;
  private final List<Expr.Index> samePlace;

  /// @param firstMemory where the frame holds the first operand's memory; the others follow
  /// @param samePlace the result's indices where reads without a place mean the same place,
  ///   broadcast; else empty
  OperandReads(List<Numbers> operands, int firstMemory, List<Expr.Index> samePlace) {
    this.operands = operands;
    this.firstMemory = firstMemory;
    this.samePlace = samePlace;
  }

  @Override
  public Whole whole(Expr.Read read, Scalars in) {
    var operand = operand(read, in);
    var numbers = operands.get(operand.position());
    var element = element(read, operand, in);
    var value = Cells.whole(firstMemory + operand.position(), operand.dtype(), element);
    if (numbers.magnitude().length == 0) {
      return value;
    }
    return f -> {
      long at = element.at(f);
      f.near |= at >= 0 && numbers.magnitude(at) > 0;
      return value.at(f);
    };
  }

  @Override
  public Real real(Expr.Read read, Scalars in) {
    var operand = operand(read, in);
    var numbers = operands.get(operand.position());
    var element = element(read, operand, in);
    int slot = in.scope.slots.whole();
    var value = Cells.real(firstMemory + operand.position(), operand.dtype(), f -> f.whole[slot]);
    return f -> {
      long at = element.at(f);
      f.whole[slot] = at;
      f.magnitude = at < 0 ? 0 : numbers.magnitude(at);
      return value.at(f);
    };
  }

  private Operand operand(Expr.Read read, Scalars in) {
    if (!(read.of() instanceof Operand operand)) {
      throw new IllegalStateException(
          in.scope.owner() + ": " + read.of().name() + ": a meaning reads operands only");
    }
    if (operand.position() >= operands.size()) {
      throw new IllegalStateException(
          in.scope.owner()
              + ": "
              + operand.name()
              + ": there are "
              + operands.size()
              + " arguments");
    }
    var dtype = operands.get(operand.position()).data().dtype();
    if (dtype != operand.dtype()) {
      throw new IllegalStateException(
          in.scope.owner()
              + ": "
              + operand.name()
              + ": the meaning reads "
              + operand.dtype()
              + ", the argument is "
              + dtype);
    }
    return operand;
  }

  private Whole element(Expr.Read read, Operand operand, Scalars in) {
    long[] sizes = operands.get(operand.position()).data().sizes();
    var at = read.at();
    if (at.isEmpty() && !samePlace.isEmpty()) {
      // aligned at the last dimension; size 1 repeats
      var places = new ArrayList<Expr>();
      for (int d = 0; d < sizes.length; d++) {
        places.add(sizes[d] == 1 ? Expr.of(0) : samePlace.get(samePlace.size() - sizes.length + d));
      }
      at = places;
    }
    return new Place(in.scope.owner(), operand.name(), sizes, at, in).clamped();
  }
}
