package org.ashlar.ir;

/// What a value is: a tensor, or on the host a sequence, an optional or a map.
public sealed interface Type
    permits TensorType, Type.SequenceType, Type.OptionalType, Type.MapType {
  record SequenceType(Type of) implements Type {
    @Override
    public String toString() {
      return Text.of(this);
    }
  }

  record OptionalType(Type of) implements Type {
    @Override
    public String toString() {
      return Text.of(this);
    }
  }

  record MapType(DType key, Type value) implements Type {
    @Override
    public String toString() {
      return Text.of(this);
    }
  }
}
