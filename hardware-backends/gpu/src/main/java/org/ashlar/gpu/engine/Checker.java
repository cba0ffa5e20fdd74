package org.ashlar.gpu.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ptx.Space;

/// Looks at every access and meeting of a launch and keeps what is wrong: each kind once an
/// instruction.
///
/// Global memory is held to its allocations, shared memory to what was written, by whom, and what
/// was waited for ([SharedShadow]).
public final class Checker implements Watch {
  private record Key(Finding.Kind kind, int instruction) {}

  private final DeviceMemory memory;
  private final Map<Key, Finding> findings = new LinkedHashMap<>();
  private final Map<Block, SharedShadow> shadows = new HashMap<>();

  public Checker(DeviceMemory memory) {
    this.memory = memory;
  }

  /// In the order in which they were seen first.
  public List<Finding> findings() {
    return List.copyOf(findings.values());
  }

  /// Notes a fault that ended the launch.
  public void note(Fault fault) {
    var message = String.valueOf(fault.getMessage());
    var kind =
        message.contains("misaligned") ? Finding.Kind.MISALIGNED : Finding.Kind.OUT_OF_BOUNDS;
    var text = message.substring(fault.where().toString().length() + 2);
    text = text.replaceFirst("^(misaligned|out of bounds): ", "");
    // A checker that saw it coming has said it already.
    boolean known =
        findings.values().stream()
            .anyMatch(
                f -> f.where().position().equals(fault.where().position()) && f.kind() == kind);
    if (!known) {
      findings.put(new Key(kind, -1), new Finding(kind, fault.where(), text, 1));
    }
  }

  void found(Finding.Kind kind, Warp warp, int instruction, int lane, String message) {
    findings.merge(
        new Key(kind, instruction),
        new Finding(kind, warp.block.where(warp, instruction, lane), message, 1),
        (old, more) -> new Finding(kind, old.where(), old.message(), old.times() + 1));
  }

  @Override
  public boolean touches() {
    return true;
  }

  @Override
  public void began(Block block) {
    shadows.put(block, new SharedShadow(this, block));
  }

  @Override
  public void ended(Block block) {
    shadows.remove(block);
  }

  @Override
  public void touched(
      Warp warp,
      int instruction,
      int lane,
      Space space,
      long address,
      int bytes,
      Touch touch,
      long value) {
    if (space == Space.SHARED) {
      shadow(warp.block).touched(warp, instruction, lane, address, bytes, touch, value);
    } else if (space == Space.GLOBAL) {
      var owner = memory.owner(address);
      if (owner.isEmpty()) {
        found(
            Finding.Kind.OUT_OF_BOUNDS,
            warp,
            instruction,
            lane,
            "%s of %d bytes at 0x%x lies in no allocation".formatted(name(touch), bytes, address));
      } else if (address + bytes > owner.get().getKey() + owner.get().getValue()) {
        found(
            Finding.Kind.OUT_OF_BOUNDS,
            warp,
            instruction,
            lane,
            "%s of %d bytes at 0x%x ends beyond the allocation of %d bytes at 0x%x"
                .formatted(
                    name(touch), bytes, address, owner.get().getValue(), owner.get().getKey()));
      }
    }
  }

  static String name(Touch touch) {
    return switch (touch) {
      case READ -> "read";
      case WRITE -> "write";
      case ATOMIC -> "atomic";
      case COPY -> "copy";
    };
  }

  private SharedShadow shadow(Block block) {
    return shadows.computeIfAbsent(block, b -> new SharedShadow(this, b));
  }

  @Override
  public void synchronised(Block block) {
    shadow(block).met();
  }

  @Override
  public void synchronised(Warp warp, int mask) {
    shadow(warp.block).met(warp, mask);
  }

  @Override
  public void divergedBarrier(Warp warp, int instruction, int mask) {
    found(
        Finding.Kind.BARRIER_DIVERGENCE,
        warp,
        instruction,
        Integer.numberOfTrailingZeros(mask),
        "all lanes of a warp come to a barrier together: 0x%08x of 0x%08x came"
            .formatted(mask, warp.alive()));
  }

  @Override
  public void waited(Warp warp, int lane, int pending) {
    shadow(warp.block).waited(warp.thread(lane), pending);
  }

  @Override
  public void committed(Warp warp, int lane) {
    shadow(warp.block).committed(warp.thread(lane));
  }
}
