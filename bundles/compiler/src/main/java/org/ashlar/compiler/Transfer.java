package org.ashlar.compiler;

import java.lang.foreign.Arena;
import org.ashlar.backend.Device;
import org.ashlar.backend.Memory;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// Copies whole tensors between the host and devices, and from device to device.
final class Transfer {
  private Transfer() {}

  static void upload(Device device, Memory to, TensorData from) {
    long bytes = Sizes.bytes(from.type());
    device.copy(to, 0, Memory.ofHost(from.data()), 0, bytes);
  }

  static TensorData download(Device device, Memory from, TensorType type) {
    var data = TensorData.zeros(type.dtype(), type.shape().constants());
    device.copy(Memory.ofHost(data.data()), 0, from, 0, Sizes.bytes(type));
    return data;
  }

  /// Through the host where the devices differ.
  static void move(Device toDevice, Memory to, Device fromDevice, Memory from, long bytes) {
    if (toDevice == fromDevice) {
      toDevice.copy(to, 0, from, 0, bytes);
      return;
    }
    // a device may copy on threads of its own
    var between = Memory.ofHost(Arena.ofAuto().allocate(Math.max(1, bytes), 64));
    fromDevice.copy(between, 0, from, 0, bytes);
    toDevice.copy(to, 0, between, 0, bytes);
  }
}
