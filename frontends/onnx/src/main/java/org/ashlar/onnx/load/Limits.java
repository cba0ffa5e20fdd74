package org.ashlar.onnx.load;

/// What a file may ask for before it is believed: each is checked before memory is taken.
///
/// @param fileBytes the length of a model's own file; the encoding itself cannot say 2 GiB
/// @param messages how deep messages may stand inside one another
/// @param nodes of all graphs and functions together
/// @param attributes of one node
/// @param nesting how deep graphs may stand inside nodes
/// @param nameBytes of one name
/// @param elements of one tensor
/// @param initialBytes of all tensors that the model itself holds, in memory
public record Limits(
    long fileBytes,
    int messages,
    int nodes,
    int attributes,
    int nesting,
    int nameBytes,
    long elements,
    long initialBytes) {
  public static final Limits DEFAULT =
      new Limits(Integer.MAX_VALUE, 100, 1_000_000, 1_000, 32, 1 << 16, 1L << 36, 1L << 38);
}
