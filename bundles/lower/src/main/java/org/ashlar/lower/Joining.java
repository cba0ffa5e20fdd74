package org.ashlar.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Target;

/// Says whether a nest may run in the kernel of a group, and which of its dimensions are then the
/// group's rows.
final class Joining {
  /// Below this many iterations one worker is quicker than several kernels.
  private static final double SMALL = 65_536;

  private static final double DEFAULT_ROW_BYTES = 256 << 10;
  private static final double REUSE = 4;

  /// So few elements are worth a kernel's start less than their loops' freedom.
  private static final double FEW = 4096;

  private final double cores;
  private final double rowBytes;

  Joining(Target target) {
    this.cores = Math.max(1, target.cores());
    this.rowBytes =
        target.bytes().containsKey(Space.SCRATCH)
            ? target.bytes().get(Space.SCRATCH)
            : DEFAULT_ROW_BYTES;
  }

  /// How the nest lies over the group's rows; empty where it must not join.
  Optional<Group.Fit> fit(Group group, Nest nest) {
    boolean loops = nest.kind() == Item.Kind.REDUCE || nest.kind() == Item.Kind.MAP;
    boolean open =
        group.members().stream()
            .allMatch(m -> m.kind() == Item.Kind.REDUCE || m.kind() == Item.Kind.MAP);
    if (!loops || !open) {
      return Optional.empty();
    }
    var read = group.members().stream().filter(m -> nest.reads().containsKey(m.value())).toList();
    boolean views = read.stream().anyMatch(m -> !group.fit(m.value()).view().isEmpty());
    var fit =
        read.isEmpty()
            ? beside(group, nest)
            : views
                ? sameView(group, nest, read)
                : along(group, nest, read).or(() -> view(group, nest, read));
    return fit.filter(f -> pays(group.with(nest, f), nest, !read.isEmpty()));
  }

  /// The rows of a nest that reads no member: its own dimensions, in order.
  private static Optional<Group.Fit> beside(Group group, Nest nest) {
    var own = Group.of(nest);
    return own.rows().equals(group.rows()) && shares(group, nest)
        ? Optional.of(own.fit(nest.value()))
        : Optional.empty();
  }

  /// Whether a member reads an element at the same place, so that it is loaded once.
  private static boolean shares(Group group, Nest nest) {
    return group.members().stream()
        .anyMatch(m ->
            m.kind() == nest.kind()
                && m.over().equals(nest.over())
                && m.reads().entrySet().stream()
                    .anyMatch(e ->
                        !e.getValue().getFirst().isEmpty()
                            && nest.reads().getOrDefault(e.getKey(), List.of()).stream()
                                .anyMatch(e.getValue()::contains)));
  }

  /// The rows of a nest that reads members: in every place read, a row's dimension is one result
  /// index of the nest.
  private static Optional<Group.Fit> along(Group group, Nest nest, List<Nest> read) {
    var rowOf = new ArrayList<>(Collections.nCopies(nest.item().type().rank(), -1));
    int[] dimensionOf = new int[group.rows().size()];
    Arrays.fill(dimensionOf, -1);
    for (var member : read) {
      var rowsOfMember = group.rowOf(member);
      for (var at : Known.of(nest.reads(), member.value())) {
        for (int d = 0; d < at.size(); d++) {
          int row = rowsOfMember.get(d);
          if (row >= 0) {
            int dimension = resultDimension(at.get(d), nest);
            if (dimension < 0
                || rowOf.get(dimension) >= 0 && rowOf.get(dimension) != row
                || dimensionOf[row] >= 0 && dimensionOf[row] != dimension
                || !nest.item().type().size(dimension).equals(group.rows().get(row))) {
              return Optional.empty();
            }
            rowOf.set(dimension, row);
            dimensionOf[row] = dimension;
          }
        }
      }
    }
    return Optional.of(Group.Fit.of(rowOf));
  }

  /// A nest that is the only member's elements in another shape, so that it is stored row by row
  /// all the same.
  private static Optional<Group.Fit> view(Group group, Nest nest, List<Nest> read) {
    var member = read.getFirst();
    var places = Known.of(nest.reads(), member.value());
    if (nest.kind() != Item.Kind.MAP
        || read.size() > 1
        || places.size() > 1
        || !group.isPoint(member)
        || !group.fit(member.value()).view().isEmpty()) {
      return Optional.empty();
    }
    var rows =
        group.rowOf(member).stream().map(r -> r < 0 ? Expr.of(0) : Nest.resultIndex(r)).toList();
    return View.inverse(places.getFirst(), member.item().type().shape(), nest.result(), rows)
        .map(view -> new Group.Fit(Collections.nCopies(view.size(), -1), view));
  }

  /// A nest that follows a view at its own place: the same view.
  private static Optional<Group.Fit> sameView(Group group, Nest nest, List<Nest> read) {
    var fit = group.fit(read.getFirst().value());
    var here =
        nest.result().stream().map(a -> Item.isOne(a.extent()) ? Expr.of(0) : a.index()).toList();
    boolean same =
        nest.kind() == Item.Kind.MAP
            && read.stream()
                .allMatch(m ->
                    group.fit(m.value()).equals(fit)
                        && m.item().type().shape().equals(nest.item().type().shape())
                        && Known.of(nest.reads(), m.value()).stream().allMatch(here::equals));
    return same ? Optional.of(fit) : Optional.empty();
  }

  private static int resultDimension(Expr place, Nest nest) {
    for (int d = 0; d < nest.item().type().rank(); d++) {
      if (place.equals(Nest.resultIndex(d))) {
        return d;
      }
    }
    return -1;
  }

  private boolean pays(Group joined, Nest nest, boolean reads) {
    boolean point = joined.isPoint(nest);
    if (nest.kind() == Item.Kind.MAP && point) {
      return reads
          || joined.members().stream()
              .allMatch(m -> m.kind() == Item.Kind.MAP && joined.isPoint(m));
    }
    if (nest.kind() == Item.Kind.REDUCE && !point) {
      return false;
    }
    // loops inside the rows: only where no member wants its own tiling, and a row stays near the
    // core
    if (joined.members().stream().anyMatch(Joining::isProduct)
        || nest.kind() == Item.Kind.MAP && (isBox(nest) || isApart(joined, nest))) {
      return false;
    }
    double rows = joined.rows().stream().mapToDouble(Extents::largest).reduce(1, (a, b) -> a * b);
    double work = joined.members().stream().mapToDouble(m -> Access.iterations(m.item())).sum();
    double bytes =
        joined.members().stream()
            .flatMap(m -> m.reads().keySet().stream())
            .distinct()
            .mapToDouble(v -> bytes(v) / Math.max(1, rows))
            .sum();
    return bytes <= rowBytes && (rows >= 2 * cores || work <= SMALL);
  }

  /// An element that is a constant outside a box: its two nests have no conditions inside.
  private static boolean isBox(Nest nest) {
    return Box.of(nest.roots().getFirst(), nest.item().type()).isPresent();
  }

  /// Whether a nest with loops inside the rows shares nothing inside a row with the others: they
  /// give it numbers of rows only (the gates of channels), and its loops are better left free.
  private static boolean isApart(Group joined, Nest nest) {
    double row = Extents.elements(nest.item().type());
    for (var member : joined.members()) {
      boolean inside = member != nest && member.kind() == Item.Kind.MAP && !joined.isPoint(member);
      boolean alike =
          member != nest
              && member.reads().keySet().stream()
                  .anyMatch(v -> nest.reads().containsKey(v) && bytes(v) >= row);
      if (inside || alike) {
        return false;
      }
    }
    return row > FEW;
  }

  private static double bytes(Value value) {
    return Extents.elements(value.tensor()) * value.tensor().dtype().bytes();
  }

  /// Whether a reduction reads the elements of several values again and again, as products and
  /// convolutions do.
  static boolean isProduct(Nest nest) {
    var moving =
        nest.reads().entrySet().stream()
            .filter(e ->
                e.getValue().stream()
                    .anyMatch(at -> nest.over().stream().anyMatch(k -> moves(at, k))))
            .map(Map.Entry::getKey)
            .toList();
    double read = moving.stream().mapToDouble(v -> Extents.elements(v.tensor())).sum();
    return nest.kind() == Item.Kind.REDUCE
        && moving.size() > 1
        && Access.iterations(nest.item()) > REUSE * read;
  }

  private static boolean moves(List<Expr> at, Axis axis) {
    return at.stream().anyMatch(e -> Rewrite.free(e).contains(axis.index()));
  }
}
