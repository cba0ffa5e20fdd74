package org.ashlar.cpu.low;

/// What an instruction does. Operands are x, y, z and a place; the result is `to`. A mask says
/// which lanes of memory are touched, or which lanes of `to` change.
public enum Op {
  // ── whole numbers ──
  /// to = number
  CONSTANT,
  /// to = x, of any kind
  COPY,
  /// to = the word of the context at offset `number`
  WORD,
  /// to = the address of the place
  ADDRESS,
  /// to = what lies at the place, as the storage says
  LOAD_WHOLE,
  /// the place = x, as the storage says
  STORE_WHOLE,
  W_ADD,
  W_SUB,
  W_MUL,
  W_AND,
  W_OR,
  W_XOR,
  W_MIN,
  W_MAX,
  /// to = x + number, and so on
  W_ADD_N,
  W_MUL_N,
  W_AND_N,
  W_SHL_N,
  W_SHR_N,
  W_SAR_N,
  W_NEG,
  W_NOT,
  /// division by zero gives 0, and nothing traps
  W_DIV,
  W_REM,
  W_FLOORDIV,
  W_FLOORMOD,
  /// counts without a sign; at or above 64: 0, or the sign
  W_SHL,
  W_SAR,
  /// to (a mask's lane 0) = x, y compare as `condition`
  W_COMPARE,
  /// to = lane 0 of the mask ? x : y
  W_SELECT,
  /// to = lane 0 of the mask ? the address of the place : a place that may always be touched
  W_GUARD,

  // ── control; `number` is the label ──
  LABEL,
  /// opens and closes a loop, for the allocation of registers
  LOOP,
  END,
  JUMP,
  /// jumps where x, y compare as `condition`
  BRANCH,
  /// jumps where x and `other` compare as `condition`
  BRANCH_N,
  /// jumps where lane 0 of x is not set
  UNLESS,
  /// jumps where no lane of x is set
  UNLESS_ANY,
  /// ends the function where the run was stopped
  POLL,
  /// ends the function with fault `number` unless 0 <= x < y
  CHECK,
  /// ends the function with fault `number` unless 0 <= x < other
  CHECK_N,
  /// ends the function with fault `number` where a lane of the mask is set; x: the places
  CHECK_LANES,

  // ── masks ──
  M_AND,
  /// to = ~x & y
  M_ANDN,
  M_OR,
  M_XOR,
  M_NOT,
  /// to = the lanes of `number`
  M_CONSTANT,
  /// every lane = lane 0 of x
  M_SPREAD,
  /// the first x lanes, of a whole number from 0 to 16
  M_FIRST,

  // ── vectors and memory ──
  /// lanes outside of the mask are 0
  LOAD,
  STORE,
  /// the same of 64 bytes, past the caches where the place is a multiple of 64
  STREAM,
  /// every lane = the element at the place
  LOAD_SPREAD,
  /// each lane from a place of its own: the base and the place's vector of indices
  GATHER,
  SCATTER,
  /// the same, lane by lane, for narrow storage; z is free to use
  GATHER_NARROW,
  SCATTER_NARROW,
  /// every lane = lane 0 of x
  SPREAD,
  /// every lane = the whole number x
  SPREAD_WHOLE,
  /// lane 0 = the whole number x
  OF_WHOLE,
  /// to (whole) = lane 0 of x
  TO_WHOLE,
  /// lane 0 = lane `number` of x
  LANE,
  /// lane i = lane i + number of x, around
  ROTATE,

  // ── vector arithmetic; lanes by lanes ──
  ADD,
  SUB,
  MUL,
  DIV,
  /// the second operand where one is NaN
  MIN,
  MAX,
  UMIN,
  UMAX,
  AND,
  /// to = ~x & y
  ANDN,
  OR,
  XOR,
  SHL_N,
  SHR_N,
  SAR_N,
  SHL,
  SHR,
  SAR,
  ABS,
  SQRT,
  /// number: 0 nearest, 1 down, 2 up, 3 towards zero
  ROUND,
  /// to = x · y + z
  FMA,
  /// to = z - x · y
  FNMA,
  /// to = x · 2^y, for y of whole numbers
  SCALE,
  /// to = the magnitude of x with the sign of y
  SIGN,
  /// to = 1 / x, to 14 bits
  RECIPROCAL,
  /// to = the upper 8 lanes of x, of 16 lanes of 32 bits; the shape is the result's
  UPPER,
  /// to = the 8 lanes of x, then those of y, of 32 bits
  JOIN,
  /// to (a mask) = x, y compare as predicate `number`
  COMPARE,
  COMPARE_UNSIGNED,
  /// to = the mask ? x : y
  BLEND,
  /// to = the mask ? x : 0
  KEEP,
  /// whole numbers lane by lane; `number` is 0 DIV, 1 REM, 2 FLOORDIV, 3 FLOORMOD; `other` 1:
  /// without a sign; z is free to use
  DIVIDE,
  /// a function of f64 at address `number`, lane by lane; `other` is the number of operands
  EACH,

  // ── conversions; the shape is the result's ──
  F32_TO_F64,
  F64_TO_F32,
  I32_TO_F32,
  U32_TO_F32,
  I32_TO_F64,
  U32_TO_F64,
  I64_TO_F32,
  U64_TO_F32,
  I64_TO_F64,
  U64_TO_F64,
  /// towards zero; out of range: the least number (U: all ones)
  F32_TO_I32,
  F32_TO_U32,
  F32_TO_I64,
  F32_TO_U64,
  F64_TO_I32,
  F64_TO_U32,
  F64_TO_I64,
  F64_TO_U64,
  I32_TO_I64,
  U32_TO_I64,
  I64_TO_I32,
  /// the bits of the nearest f16, and back
  TO_HALF,
  OF_HALF
}
