package org.ashlar.gpu.engine;

/// Which element of a matrix a lane holds in which place of its registers, for `mma.sync`.
///
/// The formulas are those of the PTX manual: group = lane / 4, member = lane mod 4. Elements are
/// counted through the registers of a lane, lower bits first.
final class Fragment {
  private Fragment() {}

  /// Row of element `e` of operand A, of 16 rows, with `perRegister` elements in 32 bits.
  static int rowOfA(int lane, int e, int perRegister) {
    int group = lane >> 2;
    return group + (e / perRegister % 2 == 0 ? 0 : 8);
  }

  /// Column of element `e` of operand A: along the sum.
  static int columnOfA(int lane, int e, int perRegister) {
    int member = lane & 3;
    int half = e / (2 * perRegister);
    return member * perRegister + e % perRegister + half * 4 * perRegister;
  }

  /// Place along the sum of element `e` of operand B, which has 8 columns.
  static int rowOfB(int lane, int e, int perRegister) {
    int member = lane & 3;
    return member * perRegister + e % perRegister + e / perRegister * 4 * perRegister;
  }

  static int columnOfB(int lane) {
    return lane >> 2;
  }

  /// Row of element `e` of four of the sums.
  static int rowOfC(int lane, int e) {
    return (lane >> 2) + (e < 2 ? 0 : 8);
  }

  static int columnOfC(int lane, int e) {
    return (lane & 3) * 2 + (e & 1);
  }
}
