package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The dimensions in another order: result dimension `d` is argument dimension `permutation[d]`.
///
/// @param permutation empty for the reverse order
public record Transpose(List<Long> permutation) implements Operator {
  public Transpose {
    permutation = List.copyOf(permutation);
  }

  public Transpose() {
    this(List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var order = order(a);
    return List.of(
        new TensorType(a.dtype(0), new Shape(order.stream().map(d -> a.get(0).size(d)).toList())));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var order = order(a);
    var result = Sizes.indices("i", order.size());
    var at = new ArrayList<Expr>();
    for (int d = 0; d < order.size(); d++) {
      at.add(result.get(order.indexOf(d)));
    }
    return Meaning.Indexed.of(result, a.read(0, at));
  }

  /// The permutation, written out for arguments of this rank.
  public List<Integer> order(int rank) {
    return permutation.isEmpty()
        ? LongStream.range(0, rank).mapToObj(d -> (int) (rank - 1 - d)).toList()
        : permutation.stream().map(Long::intValue).toList();
  }

  private List<Integer> order(Arguments a) {
    int rank = a.rank(0);
    var order = order(rank);
    var places = LongStream.range(0, rank).mapToObj(d -> (int) d).collect(Collectors.toSet());
    a.require(
        order.size() == rank && places.equals(Set.copyOf(order)),
        permutation + " is no permutation");
    return order;
  }
}
