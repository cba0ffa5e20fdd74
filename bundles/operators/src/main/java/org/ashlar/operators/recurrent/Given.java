package org.ashlar.operators.recurrent;

/// An argument that a recurrent layer can do without. Those that are given follow the weights, in
/// this order.
public enum Given {
  /// `[directions, 2 gates hidden]`: of the input, then of the state; else 0.
  BIAS,
  /// `[batch]`, integers: how many elements of each sequence count; else all.
  LENGTHS,
  /// `[directions, batch, hidden]`: the state before the first step; else 0. With the batch first
  /// `[batch, directions, hidden]`.
  INITIAL_H,
  /// The same of an LSTM's cell.
  INITIAL_C,
  /// `[directions, 3 hidden]`: what an LSTM's input, output and forget gate see of the cell.
  PEEPHOLES
}
