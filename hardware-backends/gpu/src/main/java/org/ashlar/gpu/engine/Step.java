package org.ashlar.gpu.engine;

import org.ashlar.ptx.Instruction;

/// One instruction, ready to be executed.
///
/// @param guard the place of its predicate, or -1
/// @param action what it does beside going somewhere or waiting
/// @param target of a branch
/// @param meeting of a branch: where lanes that part come together
/// @param members of an instruction of several lanes: the place of their mask, or -1 for all
/// @param clock whether it reads a clock
/// @param spins whether it is a branch back in a loop that may wait for another thread
record Step(
    Instruction instruction,
    Kind kind,
    int guard,
    boolean negated,
    Action action,
    int target,
    int meeting,
    int members,
    boolean clock,
    boolean spins) {
  /// How it moves on.
  enum Kind {
    PLAIN,
    BRANCH,
    END,
    BARRIER,
    /// All lanes that its mask names do it at once.
    GATHER
  }

  Step at(int newTarget, int newMeeting, boolean newSpins) {
    return new Step(
        instruction, kind, guard, negated, action, newTarget, newMeeting, members, clock, newSpins);
  }
}
