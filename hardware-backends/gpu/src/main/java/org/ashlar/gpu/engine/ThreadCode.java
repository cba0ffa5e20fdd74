package org.ashlar.gpu.engine;

/// A kernel as a class of the virtual machine.
interface ThreadCode {
  /// What [#run] gives when the thread has ended.
  int ENDED = -1;

  /// Runs all threads of a block, of a kernel without stops.
  void all(Frame frame);

  /// Runs one thread until it stops.
  ///
  /// @param registers of its warp
  /// @param part that the instruction `entry` lies in
  /// @return an instruction at which it waits for others; [#ENDED]; or below that, `-2 - x`: it
  ///   goes on with the instruction x in another part
  int run(Frame frame, long[] registers, int lane, int part, int entry);
}
