package org.ashlar.gpu.engine;

/// `bar.warp.sync`: lanes meet and do nothing else.
final class MeetAction extends Action {
  @Override
  void run(Warp warp, int mask) {}
}
