package org.ashlar.testkit;

import java.util.List;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Launch;
import org.ashlar.backend.Memory;
import org.ashlar.ir.kernel.Target;

/// Another device under a target of its own, which does what that does: tests override what shall
/// go wrong.
public class RelayedDevice implements Device {
  private final Device device;
  private final Target target;

  public RelayedDevice(Device device, Target target) {
    this.device = device;
    this.target = target;
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Memory allocate(long bytes) {
    return device.allocate(bytes);
  }

  @Override
  public void copy(Memory to, long at, Memory from, long start, long bytes) {
    device.copy(to, at, from, start, bytes);
  }

  @Override
  public Launch launch(Executable what, List<Memory> arguments, long[] sizes) {
    return device.launch(what, arguments, sizes);
  }

  @Override
  public void close() {
    device.close();
  }
}
