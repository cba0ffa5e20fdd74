package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Routine;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Variable;

/// An entry of a loaded module, ready to be launched.
public final class Kernel {
  private final Routine entry;
  private final Layout parameters = new Layout();
  private final Layout shared = new Layout();
  private final Layout local = new Layout();
  private final Flat flat;
  private final Slots slots;
  private final List<Step> steps;
  private final int dynamic;

  /// @param entry without calls
  /// @param outside variables of the module
  /// @param symbols addresses of its global and constant variables
  Kernel(Routine entry, List<Variable> outside, Map<String, Long> symbols) {
    this.entry = entry;
    entry.parameters().forEach(parameters::add);
    flat = Flat.of(entry);
    var open = new ArrayList<String>();
    for (var variables : List.of(outside, flat.variables)) {
      for (var variable : variables) {
        switch (variable.space()) {
          case SHARED -> {
            if (variable.open()) {
              open.add(variable.name());
            } else if (variables == flat.variables || mentions(variable.name())) {
              shared.add(variable);
            }
          }
          case LOCAL -> local.add(variable);
          default -> {}
        }
      }
    }
    // Sizes given at launch: all such variables begin behind the others.
    dynamic = (shared.bytes() + 15) / 16 * 16;
    open.forEach(name -> shared.put(name, dynamic));
    slots = new Slots(flat.registers);
    steps = new Decoder(this, flat, slots, symbols).steps();
  }

  private boolean mentions(String name) {
    return flat.instructions.stream().anyMatch(i -> Names.of(i).contains(name));
  }

  public String name() {
    return entry.name();
  }

  public Routine entry() {
    return entry;
  }

  /// All that can be executed, in order; records and faults count from its first. The last is an end
  /// that the text need not hold.
  public List<Instruction> instructions() {
    return steps.stream().map(Step::instruction).toList();
  }

  /// What is declared; `.extern .shared` variables come on top.
  public int sharedBytes() {
    return dynamic;
  }

  /// For each thread.
  public int localBytes() {
    return (local.bytes() + 15) / 16 * 16;
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
    for (var layout : List.of(shared, local, parameters)) {
      if (layout.contains(variable)) {
        return Optional.of((long) layout.offset(variable));
      }
    }
    return Optional.empty();
  }

  /// The space of a variable of the entry.
  Optional<Space> space(String variable) {
    return shared.contains(variable)
        ? Optional.of(Space.SHARED)
        : local.contains(variable)
            ? Optional.of(Space.LOCAL)
            : parameters.contains(variable) ? Optional.of(Space.PARAM) : Optional.empty();
  }

  Flat flat() {
    return flat;
  }

  Slots slots() {
    return slots;
  }

  Step step(int index) {
    return steps.get(index);
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
    slots
        .specials()
        .forEach(
            (name, slot) -> {
              for (int lane = 0; lane < Grid.WARP; lane++) {
                registers[slot + lane] = Specials.value(name, warp, lane);
              }
            });
  }
}
