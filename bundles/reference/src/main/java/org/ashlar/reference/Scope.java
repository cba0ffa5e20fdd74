package org.ashlar.reference;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;

/// The names that are bound at a place of the program, while it is compiled.
final class Scope {
  /// What a local stands for: a slot that is filled before it is read.
  record Binding(DType dtype, int slot, Whole whole, Real real) {}

  private final String owner;
  private final Map<String, Long> sizes;
  private final Map<String, ArrayDeque<Integer>> indices = new HashMap<>();
  private final Map<String, Binding> locals = new HashMap<>();
  final Slots slots;

  /// @param owner whose names these are, for errors: `kernel linear`
  /// @param sizes the sizes known at launch
  Scope(String owner, Map<String, Long> sizes, Slots slots) {
    this.owner = owner;
    this.sizes = sizes;
    this.slots = slots;
  }

  String owner() {
    return owner;
  }

  /// Binds an index to a slot of its own, over a binding of the same name further out.
  int bind(Expr.Index index) {
    int slot = slots.whole();
    indices.computeIfAbsent(index.name(), n -> new ArrayDeque<>()).push(slot);
    return slot;
  }

  /// Ends the innermost binding of an index.
  void unbind(Expr.Index index) {
    indices.getOrDefault(index.name(), new ArrayDeque<>()).pop();
  }

  /// The slot of an index.
  ///
  /// @throws IllegalArgumentException when no loop around binds it
  int slot(Expr.Index index) {
    var slot = indices.getOrDefault(index.name(), new ArrayDeque<>()).peek();
    if (slot == null) {
      throw new IllegalArgumentException(
          owner + ": index " + index.name() + ": nothing binds it here");
    }
    return slot;
  }

  /// Binds a local; {@link #save} and {@link #restore} around it end the binding.
  void bind(String local, Binding binding) {
    locals.put(local, binding);
  }

  /// What a local stands for here.
  ///
  /// @throws IllegalArgumentException when nothing binds it, or as another dtype
  Binding binding(Expr.Local local) {
    var binding = locals.get(local.name());
    if (binding == null) {
      throw new IllegalArgumentException(
          owner + ": name " + local.name() + ": nothing binds it here");
    }
    if (binding.dtype() != local.dtype()) {
      throw new IllegalArgumentException(
          owner
              + ": name "
              + local.name()
              + ": dtypes differ: bound as "
              + binding.dtype()
              + ", used as "
              + local.dtype());
    }
    return binding;
  }

  /// The number that was given for a size.
  long size(Expr.Size size) {
    var known = sizes.get(size.name());
    if (known == null) {
      throw new IllegalArgumentException(
          owner + ": size " + size.name() + ": not among the sizes given at launch");
    }
    return known;
  }

  /// The locals now, to be given back to {@link #restore}.
  Map<String, Binding> save() {
    return new HashMap<>(locals);
  }

  void restore(Map<String, Binding> saved) {
    locals.clear();
    locals.putAll(saved);
  }
}
