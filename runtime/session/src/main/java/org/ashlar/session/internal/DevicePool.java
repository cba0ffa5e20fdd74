package org.ashlar.session.internal;

import java.util.HashMap;
import java.util.Map;
import org.ashlar.backend.Device;
import org.ashlar.compiler.Program.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The opened devices, one for each provider and target, shared by all epochs and closed after the
/// last of them.
final class DevicePool {
  private static final Logger LOG = LoggerFactory.getLogger(DevicePool.class);

  private record Key(long provider, String target) {}

  private static final class Entry {
    final Device device;
    int users;

    Entry(Device device) {
      this.device = device;
    }
  }

  private final Map<Key, Entry> opened = new HashMap<>();

  /// The device of a part; one {@link #release} for each call.
  synchronized Device acquire(Part part) {
    var key = new Key(part.backend().id(), part.target().name());
    var entry = opened.get(key);
    if (entry == null) {
      entry = new Entry(part.backend().service().open(part.target()));
      opened.put(key, entry);
    }
    entry.users++;
    return entry.device;
  }

  void release(Part part) {
    var key = new Key(part.backend().id(), part.target().name());
    Device last = null;
    synchronized (this) {
      var entry = opened.get(key);
      if (entry != null && --entry.users == 0) {
        opened.remove(key);
        last = entry.device;
      }
    }
    if (last != null) {
      try {
        last.close();
      } catch (RuntimeException e) {
        LOG.warn(
            "device {} of {} did not close: {}",
            part.target().name(),
            part.backend().label(),
            e.toString());
      }
    }
  }
}
