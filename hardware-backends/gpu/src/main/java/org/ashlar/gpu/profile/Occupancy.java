package org.ashlar.gpu.profile;

import java.util.Arrays;
import java.util.Locale;
import org.ashlar.simulation.profile.Profile;

/// How many blocks of a kernel fit on a multiprocessor at once, and what keeps more away: the
/// answer of `cuOccupancyMaxActiveBlocksPerMultiprocessor` (the arithmetic of CUDA's
/// `cuda_occupancy.h`).
///
/// @param blocks resident at once
/// @param warps resident at once
/// @param limit what keeps a further block away
/// @param share of the warps that could be resident
/// @param sharedKib what the shared memory must be set to, at least
/// @param l1Kib what that leaves to the L1
public record Occupancy(
    int blocks, int warps, Limit limit, double share, double sharedKib, double l1Kib) {
  private static final int LANES = 32;

  /// What a multiprocessor runs out of first.
  public enum Limit {
    WARPS,
    REGISTERS,
    SHARED_MEMORY,
    BLOCKS,
    /// A single block is already too much.
    NOTHING_FITS
  }

  /// What a kernel takes.
  ///
  /// @param threads of a block
  /// @param registers of a thread
  /// @param sharedBytes of a block, static and dynamic together
  public record Use(int threads, int registers, int sharedBytes) {}

  /// @throws IllegalArgumentException for a block that no launch could have
  public static Occupancy of(Profile card, Use use) {
    int most = card.whole("sm.threads_per_block");
    if (use.threads() < 1 || use.threads() > most) {
      throw new IllegalArgumentException(
          "occupancy on "
              + card.name()
              + ": a block has 1 to "
              + most
              + " threads: has "
              + use.threads());
    }
    int warps = (use.threads() + LANES - 1) / LANES;
    int byWarps = card.whole("sm.warps") / warps;
    int byRegisters = byRegisters(card, use.registers(), warps);
    int shared =
        roundUp(
            use.sharedBytes() + card.whole("sm.shared_reserved_B"), card.whole("sm.shared_unit_B"));
    boolean tooMuch = use.sharedBytes() > card.number("sm.shared_per_block_KiB") * 1024;
    int byShared =
        tooMuch
            ? 0
            : shared == 0
                ? Integer.MAX_VALUE
                : (int) (card.number("sm.shared_KiB") * 1024) / shared;
    int byBlocks = card.whole("sm.blocks");
    int blocks = Math.min(Math.min(byWarps, byRegisters), Math.min(byShared, byBlocks));
    var limit =
        blocks == 0
            ? Limit.NOTHING_FITS
            : blocks == byWarps
                ? Limit.WARPS
                : blocks == byRegisters
                    ? Limit.REGISTERS
                    : blocks == byShared ? Limit.SHARED_MEMORY : Limit.BLOCKS;
    double carveout = carveout(card, blocks * (double) shared / 1024);
    return new Occupancy(
        blocks,
        blocks * warps,
        limit,
        (double) blocks * warps / card.whole("sm.warps"),
        carveout,
        card.number("l1.KiB") - carveout);
  }

  /// Registers come a warp at a time, in units, from the quarter of the file that the warp's
  /// sub-core has.
  private static int byRegisters(Profile card, int registers, int warps) {
    if (registers == 0) {
      return Integer.MAX_VALUE;
    }
    int parts = card.whole("sm.subcores");
    int perWarp = roundUp(registers * LANES, card.whole("sm.register_unit"));
    if (registers > card.whole("sm.registers_per_thread")
        || perWarp * roundUp(warps, parts) > card.whole("sm.registers_per_block")) {
      return 0;
    }
    return card.whole("sm.registers") / parts / perWarp * parts / warps;
  }

  /// The smallest setting that holds so much; the rest is L1.
  private static double carveout(Profile card, double kib) {
    return Arrays.stream(card.text("sm.shared_carveouts_KiB").split(" "))
        .mapToDouble(Double::parseDouble)
        .filter(each -> each >= kib)
        .min()
        .orElse(card.number("sm.shared_KiB"));
  }

  private static int roundUp(int value, int unit) {
    return (value + unit - 1) / unit * unit;
  }

  /// One line for people.
  public String text() {
    return String.format(
        Locale.ROOT,
        "%d blocks, %d warps, %.1f %% of an SM; limited by %s; shared memory set to %.0f KiB, L1 %.0f KiB",
        blocks,
        warps,
        100 * share,
        limit.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        sharedKib,
        l1Kib);
  }
}
