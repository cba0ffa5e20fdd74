package org.ashlar.gpu.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Space;

/// An entry of a loaded module, ready to be launched.
public final class Kernel {
  private final Entry entry;
  private final Layout parameters = new Layout();
  private final Map<String, Entry.Place> shared;
  private final Map<String, Entry.Place> local;
  private final int sharedBytes;
  private final int localBytes;
  private final Slots slots;
  private final Decoder decoder;
  private final Straight straight;
  private final List<Step> steps;
  private @org.jspecify.annotations.Nullable Generated generated;
  private String interpreted = "";

  /// @param symbols addresses of the module's global and constant variables
  Kernel(Entry entry, Map<String, Long> symbols) {
    this.entry = entry;
    entry.parameters().forEach(parameters::add);
    shared = entry.place(Space.SHARED);
    local = entry.place(Space.LOCAL);
    sharedBytes = end(shared);
    localBytes = (end(local) + 15) / 16 * 16;
    slots = new Slots(entry.registers());
    decoder = new Decoder(this, slots, symbols);
    steps = decoder.steps();
    straight = new Straight(steps);
  }

  public String name() {
    return entry.name();
  }

  public Entry entry() {
    return entry;
  }

  /// All that can be executed, in order; records and faults count from its first.
  public List<Instruction> instructions() {
    return entry.instructions();
  }

  /// What is declared, up to where `.extern .shared` variables begin, which come on top.
  public int sharedBytes() {
    return sharedBytes;
  }

  /// For each thread.
  public int localBytes() {
    return localBytes;
  }

  private static int end(Map<String, Entry.Place> places) {
    return places.values().stream()
        .mapToInt(p -> Math.toIntExact(p.offset() + p.variable().bytes()))
        .max()
        .orElse(0);
  }

  /// The most threads of a block, where the entry says so.
  public Optional<Integer> mostThreads() {
    return entry
        .directive("maxntid")
        .or(() -> entry.directive("reqntid"))
        .map(sizes -> sizes.stream().reduce(1, Math::multiplyExact));
  }

  Layout parameters() {
    return parameters;
  }

  /// The address of a variable of the entry in its space.
  Optional<Long> address(String variable) {
    if (parameters.contains(variable)) {
      return Optional.of((long) parameters.offset(variable));
    }
    return Optional.ofNullable(shared.get(variable))
        .or(() -> Optional.ofNullable(local.get(variable)))
        .map(Entry.Place::offset);
  }

  /// The space of a variable of the entry.
  Optional<Space> space(String variable) {
    return parameters.contains(variable)
        ? Optional.of(Space.PARAM)
        : shared.containsKey(variable)
            ? Optional.of(Space.SHARED)
            : local.containsKey(variable) ? Optional.of(Space.LOCAL) : Optional.empty();
  }

  /// Its class, made at the first call; empty where it is interpreted.
  synchronized Optional<Generated> generated() {
    if (generated == null && interpreted.isEmpty()) {
      try {
        generated = Generator.of(this);
      } catch (Unsupported e) {
        interpreted = String.valueOf(e.getMessage());
      }
    }
    return Optional.ofNullable(generated);
  }

  /// Why it is interpreted; empty where it is not, or nobody asked yet.
  synchronized String interpreted() {
    return interpreted;
  }

  Decoder decoder() {
    return decoder;
  }

  Slots slots() {
    return slots;
  }

  Step step(int index) {
    return steps.get(index);
  }

  Straight straight() {
    return straight;
  }

  List<Step> steps() {
    return steps;
  }

  int end() {
    return steps.size();
  }

  int registerWords() {
    return slots.words();
  }

  Where where(int instruction, Grid.Place block, int warp, int lane) {
    var of = steps.get(instruction).instruction();
    return new Where(name(), of.toString(), of.position(), of.source(), block, warp, lane);
  }

  /// Fills registers of a warp that begins: zeros, constants, special registers.
  void fill(Warp warp) {
    var registers = warp.registers;
    java.util.Arrays.fill(registers, 0);
    for (var value : slots.values()) {
      int slot = (int) value[0];
      java.util.Arrays.fill(registers, slot, slot + Grid.WARP, value[1]);
    }
    fillSpecials(warp);
  }

  /// Fills what differs from block to block.
  void fillSpecials(Warp warp) {
    var registers = warp.registers;
    slots
        .specials()
        .forEach((name, slot) -> {
          for (int lane = 0; lane < Grid.WARP; lane++) {
            registers[slot + lane] = Specials.value(name, warp, lane);
          }
        });
  }
}
